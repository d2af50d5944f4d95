// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.kernel.config.Nearest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;

/** Says in words what an unresolved bundle lacks. */
final class BundleDiagnosis {
  private static final Pattern LOW = Pattern.compile("\\((?:bundle-)?version>=([^)]+)\\)");
  private static final Pattern HIGH = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)");
  private static final Pattern EXACT = Pattern.compile("\\(version=([^)]+)\\)");

  private final List<BundleCapability> capabilities = new ArrayList<>();

  BundleDiagnosis(BundleContext context) {
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision != null) {
        capabilities.addAll(revision.getDeclaredCapabilities(null));
      }
    }
  }

  /** What the bundle lacks; empty if each requirement has somebody who could meet it. */
  List<String> explain(Bundle bundle) {
    List<String> reasons = new ArrayList<>();
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return List.of("it has been uninstalled");
    }
    Set<String> waitsFor = new TreeSet<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
      if (skipped(requirement)) {
        continue;
      }
      List<BundleCapability> providers =
          capabilities.stream().filter(requirement::matches).toList();
      if (providers.isEmpty()) {
        reasons.add(missing(requirement));
      } else if (providers.stream().allMatch(BundleDiagnosis::unresolved)) {
        providers.forEach(provider -> waitsFor.add(provider.getRevision().getSymbolicName()));
      }
    }
    waitsFor.remove(bundle.getSymbolicName());
    if (reasons.isEmpty() && !waitsFor.isEmpty()) {
      reasons.add("it needs " + String.join(", ", waitsFor) + ", which is not resolved either");
    }
    return reasons;
  }

  private static boolean skipped(BundleRequirement requirement) {
    String effective = requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
    String resolution = requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
    return (effective != null && !effective.equals(Namespace.EFFECTIVE_RESOLVE))
        || Objects.equals(resolution, Namespace.RESOLUTION_OPTIONAL)
        || Objects.equals(resolution, PackageNamespace.RESOLUTION_DYNAMIC);
  }

  private static boolean unresolved(BundleCapability capability) {
    return capability.getRevision().getBundle().getState() == Bundle.INSTALLED;
  }

  private String missing(BundleRequirement requirement) {
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String namespace = requirement.getNamespace();
    if (!namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return "no bundle provides %s %s".formatted(namespace, filter);
    }
    Matcher name = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)").matcher(filter);
    String wanted = name.find() ? name.group(1) : filter;
    return "no bundle exports package %s in version %s%s"
        .formatted(wanted, range(filter), nearest(wanted));
  }

  private static String range(String filter) {
    Matcher exact = EXACT.matcher(filter);
    if (exact.find()) {
      return exact.group(1);
    }
    String rest = filter;
    Matcher high = HIGH.matcher(filter);
    String upper = null;
    if (high.find()) {
      upper = high.group(1);
      rest = filter.replace(high.group(), "");
    }
    Matcher low = LOW.matcher(rest);
    String lower = low.find() ? low.group(1) : "0.0.0";
    return upper == null ? lower + " or later" : "[" + lower + "," + upper + ")";
  }

  private String nearest(String wanted) {
    List<BundleCapability> packages =
        capabilities.stream()
            .filter(
                capability -> capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE))
            .toList();
    List<String> others =
        packages.stream()
            .filter(capability -> wanted.equals(name(capability)))
            .map(BundleDiagnosis::describe)
            .distinct()
            .toList();
    if (!others.isEmpty()) {
      return "; there is " + String.join(", ", others);
    }
    TreeSet<String> names = new TreeSet<>();
    packages.forEach(capability -> names.add(name(capability)));
    return Nearest.to(wanted, names)
        .map(near -> "; the nearest is package " + near)
        .orElse("; no version of it is there");
  }

  private static String name(BundleCapability capability) {
    return (String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
  }

  private static String describe(BundleCapability capability) {
    Object version = capability.getAttributes().get(Constants.VERSION_ATTRIBUTE);
    return "version %s from %s"
        .formatted(
            version == null ? Version.emptyVersion : version,
            capability.getRevision().getSymbolicName());
  }
}
