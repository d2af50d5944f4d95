// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.utils.resource.CapabilityImpl;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceImpl;
import org.chaoschain.kernel.Platform;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/**
 * What can answer a requirement: the platform first, then the bundles in the order of their
 * origins, of one origin the highest version first.
 */
final class Candidates {
  private static final Comparator<BundleResource> PREFERENCE =
      Comparator.comparingInt((BundleResource bundle) -> bundle.origin().rank())
          .thenComparing(BundleResource::version, Comparator.reverseOrder())
          .thenComparing(BundleResource::id);

  private final ResourceImpl platform = new ResourceImpl();
  private final List<BundleResource> bundles;
  private final Map<String, CapabilitySet> byNamespace = new HashMap<>();
  private final Map<String, List<Capability>> capabilities = new HashMap<>();
  private final Set<BundleResource> excluded = new HashSet<>();

  Candidates(Platform platform, List<String> declaredServices, List<BundleResource> bundles) {
    this.bundles = bundles.stream().sorted(PREFERENCE).toList();
    for (Capability capability : platform.capabilities()) {
      index(new CapabilityImpl(this.platform, capability));
    }
    for (String type : platform.services()) {
      index(ComponentDescriptions.service(this.platform, type));
    }
    for (String type : declaredServices) {
      index(ComponentDescriptions.service(this.platform, type));
    }
    for (BundleResource bundle : bundles) {
      bundle.getCapabilities(null).forEach(this::index);
    }
  }

  private void index(Capability capability) {
    String namespace = capability.getNamespace();
    byNamespace
        .computeIfAbsent(namespace, each -> new CapabilitySet(List.of(each)))
        .addCapability(capability);
    capabilities.computeIfAbsent(namespace, each -> new ArrayList<>()).add(capability);
  }

  /** Leaves a bundle out from now on. */
  void exclude(BundleResource bundle) {
    excluded.add(bundle);
  }

  /** Takes a bundle that was left out in again. */
  void include(BundleResource bundle) {
    excluded.remove(bundle);
  }

  /** All bundles, the preferred ones first. */
  List<BundleResource> bundles() {
    return bundles;
  }

  /** All capabilities of a namespace. */
  List<Capability> all(String namespace) {
    return capabilities.getOrDefault(namespace, List.of());
  }

  boolean isPlatform(Capability capability) {
    return capability.getResource() == platform;
  }

  /** Whether a node cannot do without it. */
  static boolean isMandatory(Requirement requirement) {
    String effective =
        requirement
            .getDirectives()
            .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
    return !RequirementImpl.isOptional(requirement)
        && !"dynamic"
            .equals(requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && (effective.equals(Namespace.EFFECTIVE_RESOLVE)
            || effective.equals(Namespace.EFFECTIVE_ACTIVE));
  }

  /** What answers the requirement, the preferred ones first. */
  List<Capability> providers(Requirement requirement) {
    List<Capability> found = new ArrayList<>();
    if (requirement instanceof RootRequirement wanted) {
      for (BundleResource bundle : bundles) {
        if (!excluded.contains(bundle) && wanted.root().accepts(bundle)) {
          found.add(bundle.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).get(0));
        }
      }
      return found;
    }
    CapabilitySet set = byNamespace.get(requirement.getNamespace());
    if (set == null) {
      return found;
    }
    for (Capability capability : set.match(RequirementImpl.getFilter(requirement), true)) {
      if (isPlatform(capability)
          || (capability.getResource() instanceof BundleResource bundle
              && !excluded.contains(bundle))) {
        found.add(capability);
      }
    }
    found.sort(this::compare);
    return found;
  }

  private int compare(Capability a, Capability b) {
    if (isPlatform(a) || isPlatform(b)) {
      return Boolean.compare(isPlatform(b), isPlatform(a));
    }
    BundleResource first = (BundleResource) a.getResource();
    BundleResource second = (BundleResource) b.getResource();
    return PREFERENCE.compare(first, second);
  }
}
