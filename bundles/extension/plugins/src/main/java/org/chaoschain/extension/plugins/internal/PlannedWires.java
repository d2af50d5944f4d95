// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chaoschain.extension.plugins.internal.file.PackageClause;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.gate.ServiceGate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Foretells which wires a change of a plugin moves: packages that it imports, packages that others
 * import from it, services that others use. It chooses providers as the framework does: one that is
 * resolved before one that is not, then the highest version, then the oldest bundle.
 */
final class PlannedWires {
  private static final String NOBODY = "nobody";

  private final BundleContext context;
  private final List<Wire> wires = new ArrayList<>();

  private PlannedWires(BundleContext context) {
    this.context = context;
  }

  /**
   * A wire that changes.
   *
   * @param kind {@code package} or {@code service}
   * @param what the package or the type of the service
   * @param from who needs it
   * @param before who provides it now
   * @param after who will
   */
  record Wire(String kind, String what, String from, String before, String after) {
    Map<String, Object> toMap() {
      Map<String, Object> map = new java.util.LinkedHashMap<>();
      map.put("kind", kind);
      map.put("what", what);
      map.put("from", from);
      map.put("before", before);
      map.put("after", after);
      return map;
    }
  }

  /**
   * The wires that change.
   *
   * @param file what comes, empty if the plugin only goes
   * @param running what goes, empty if nothing of that name runs
   */
  static List<Wire> of(BundleContext context, Optional<PluginFile> file, Optional<Bundle> running) {
    PlannedWires planned = new PlannedWires(context);
    file.ifPresent(each -> planned.imports(each, running));
    running.ifPresent(each -> planned.exports(file, each));
    running.ifPresent(each -> planned.services(file, each));
    return List.copyOf(planned.wires);
  }

  private void imports(PluginFile file, Optional<Bundle> running) {
    Map<String, String> before = new TreeMap<>();
    running
        .map(bundle -> bundle.adapt(BundleWiring.class))
        .map(wiring -> wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE))
        .ifPresent(
            all ->
                all.forEach(
                    wire -> before.put(name(wire), Headers.label(wire.getProvider().getBundle()))));
    Map<String, String> after = new TreeMap<>();
    for (PackageClause each : file.imports()) {
      provider(each, running)
          .map(Headers::label)
          .or(() -> each.optional() ? Optional.empty() : Optional.of(NOBODY))
          .ifPresent(found -> after.put(each.name(), found));
    }
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      add(
          "package",
          name,
          file.name() + " " + file.version(),
          before.getOrDefault(name, NOBODY),
          after.getOrDefault(name, NOBODY));
    }
  }

  private void exports(Optional<PluginFile> file, Bundle running) {
    BundleWiring wiring = running.adapt(BundleWiring.class);
    if (wiring == null) {
      return;
    }
    for (BundleWire wire : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE)) {
      Bundle user = wire.getRequirer().getBundle();
      String filter = wire.getRequirement().getDirectives().getOrDefault("filter", "");
      String name = name(wire);
      boolean offered =
          file.stream()
              .flatMap(each -> each.exports().stream())
              .filter(each -> each.name().equals(name))
              .anyMatch(each -> matches(filter, name, version(each.version())));
      add(
          "package",
          name,
          Headers.label(user),
          Headers.label(running),
          offered
              ? file.get().name() + " " + file.get().version()
              : other(wire, running).map(Headers::label).orElse(NOBODY));
    }
  }

  private void services(Optional<PluginFile> file, Bundle running) {
    for (ServiceReference<?> own : references(running)) {
      Bundle[] users = own.getUsingBundles();
      for (Bundle user : users == null ? new Bundle[0] : users) {
        if (user.equals(running) || user.equals(context.getBundle())) {
          continue;
        }
        for (String type : (String[]) own.getProperty(Constants.OBJECTCLASS)) {
          boolean brought =
              file.map(each -> each.services().isEmpty() || each.services().contains(type))
                  .orElse(false);
          add(
              "service",
              type,
              Headers.label(user),
              Headers.label(running),
              brought ? file.get().name() + " " + file.get().version() : NOBODY);
        }
      }
    }
  }

  private void add(String kind, String what, String from, String before, String after) {
    Wire wire = new Wire(kind, what, from, before, after);
    if (!before.equals(after) && !wires.contains(wire)) {
      wires.add(wire);
    }
  }

  private Optional<Bundle> provider(PackageClause wanted, Optional<Bundle> leaving) {
    VersionRange range =
        wanted.version().isEmpty() ? new VersionRange("0") : new VersionRange(wanted.version());
    return best(wanted.name(), range::includes, leaving);
  }

  private Optional<Bundle> other(BundleWire wire, Bundle leaving) {
    String filter = wire.getRequirement().getDirectives().getOrDefault("filter", "");
    return best(name(wire), version -> matches(filter, name(wire), version), Optional.of(leaving));
  }

  private Optional<Bundle> best(
      String name, java.util.function.Predicate<Version> wanted, Optional<Bundle> leaving) {
    List<BundleCapability> offers = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision == null || leaving.equals(Optional.of(bundle))) {
        continue;
      }
      for (BundleCapability each :
          revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        if (name.equals(each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
            && wanted.test(version(each))) {
          offers.add(each);
        }
      }
    }
    return offers.stream()
        .min(
            Comparator.comparing(
                    (BundleCapability each) ->
                        each.getRevision().getBundle().getState() == Bundle.INSTALLED)
                .thenComparing(PlannedWires::version, Comparator.reverseOrder())
                .thenComparing(each -> each.getRevision().getBundle().getBundleId()))
        .map(each -> each.getRevision().getBundle());
  }

  private boolean matches(String filter, String name, Version version) {
    try {
      return filter.isEmpty()
          || context
              .createFilter(filter)
              .matches(Map.of(PackageNamespace.PACKAGE_NAMESPACE, name, "version", version));
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      return false;
    }
  }

  /** All that a bundle has registered, what the gate has published in its name as well. */
  private static List<ServiceReference<?>> references(Bundle bundle) {
    ServiceReference<?>[] all;
    try {
      all = bundle.getRegisteredServices();
    } catch (IllegalStateException e) {
      return List.of();
    }
    return all == null ? ServiceGate.registered(bundle) : List.of(all);
  }

  private static String name(BundleWire wire) {
    return String.valueOf(
        wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
  }

  private static Version version(BundleCapability capability) {
    return capability.getAttributes().get(Constants.VERSION_ATTRIBUTE) instanceof Version version
        ? version
        : Version.emptyVersion;
  }

  private static Version version(String text) {
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException e) {
      return Version.emptyVersion;
    }
  }
}
