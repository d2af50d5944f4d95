// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Namespace;

/** Says in words what a bundle needs and nobody offers. */
final class WiringDiagnosis {
  private static final String ATTRIBUTE = "(?:bundle-)?version";
  private static final Pattern LOW = Pattern.compile("\\(" + ATTRIBUTE + ">=([^)]+)\\)");
  private static final Pattern NOT_FROM =
      Pattern.compile("\\(!\\(" + ATTRIBUTE + ">=([^)]+)\\)\\)");
  private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");

  private final List<BundleCapability> offers = new ArrayList<>();

  WiringDiagnosis(BundleContext context) {
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision != null) {
        offers.addAll(revision.getDeclaredCapabilities(null));
      }
    }
  }

  /** A sentence for each need that is not met; empty if each could be. */
  List<String> explain(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return List.of("it has been uninstalled");
    }
    List<String> reasons = new ArrayList<>();
    Set<String> waitsFor = new TreeSet<>();
    for (BundleRequirement need : revision.getDeclaredRequirements(null)) {
      if (!mandatory(need)) {
        continue;
      }
      List<BundleCapability> found = offers.stream().filter(need::matches).toList();
      if (found.isEmpty()) {
        reasons.add(missing(need));
      } else if (found.stream().allMatch(WiringDiagnosis::unresolved)) {
        found.forEach(offer -> waitsFor.add(offer.getRevision().getSymbolicName()));
      }
    }
    waitsFor.remove(bundle.getSymbolicName());
    if (reasons.isEmpty() && !waitsFor.isEmpty()) {
      reasons.add(
          "it needs %s, which is not resolved either; ask why that is"
              .formatted(String.join(", ", waitsFor)));
    }
    return reasons;
  }

  private static boolean mandatory(BundleRequirement need) {
    String effective = need.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
    String resolution = need.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
    return (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE))
        && !Namespace.RESOLUTION_OPTIONAL.equals(resolution)
        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(resolution);
  }

  private static boolean unresolved(BundleCapability offer) {
    return offer.getRevision().getBundle().getState() == Bundle.INSTALLED;
  }

  private String missing(BundleRequirement need) {
    String filter = need.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    Matcher name = PACKAGE.matcher(filter);
    if (!need.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || !name.find()) {
      return "it requires %s %s, and no bundle provides that"
          .formatted(need.getNamespace(), filter);
    }
    String wanted = name.group(1);
    return "it imports package %s in version %s, and no bundle exports that%s"
        .formatted(wanted, range(filter), candidate(wanted));
  }

  private static String range(String filter) {
    Matcher below = NOT_FROM.matcher(filter);
    String upper = below.find() ? below.group(1) : null;
    Matcher from = LOW.matcher(upper == null ? filter : filter.replace(below.group(), ""));
    String lower = from.find() ? from.group(1) : "0.0.0";
    return upper == null ? lower + " or later" : "[" + lower + "," + upper + ")";
  }

  private String candidate(String wanted) {
    Set<String> others = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (BundleCapability offer : offers) {
      if (offer.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE) instanceof String name) {
        names.add(name);
        if (name.equals(wanted)) {
          Object version = offer.getAttributes().get(Constants.VERSION_ATTRIBUTE);
          others.add(
              "version %s, exported by %s"
                  .formatted(
                      version == null ? Version.emptyVersion : version,
                      offer.getRevision().getSymbolicName()));
        }
      }
    }
    if (!others.isEmpty()) {
      return "; there is " + String.join(", ", others);
    }
    List<String> nearest = NearestNames.to(wanted, names);
    return nearest.isEmpty()
        ? "; no version of it is there"
        : "; the nearest package is " + nearest.get(0);
  }
}
