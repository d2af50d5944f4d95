// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;

/**
 * Completes a node's roots by the resolver of the framework that will run it: packages with their
 * uses constraints, hosts, extenders, and services. What is optional pulls nothing in. For one
 * thread.
 */
final class NodeResolver {
  /** So many combinations of versions are tried before two versions of a bundle are an error. */
  private static final int MAX_ATTEMPTS = 64;

  private final NodeResource node;
  private final List<Root> roots;
  private final Candidates candidates;
  private int attempts;

  NodeResolver(String name, List<Root> roots, Candidates candidates) {
    this.node = new NodeResource(name, roots);
    this.roots = roots;
    this.candidates = candidates;
  }

  /**
   * The bundles that make the roots complete.
   *
   * @throws AssemblyException that says what is missing, who needs it, and what comes near
   */
  Resolution resolve() throws AssemblyException {
    Optional<String> explanation = new Explanation(node, candidates).explain();
    if (explanation.isPresent()) {
      throw unresolved(explanation.get());
    }
    return attempt();
  }

  private Resolution attempt() throws AssemblyException {
    attempts++;
    Map<Resource, List<Wire>> wires;
    try {
      wires = new ResolverImpl(new Logger(0), Runnable::run).resolve(new Context());
    } catch (ResolutionException e) {
      throw unresolved(Explanation.conflict(node, e));
    }
    Resolution resolution = resolution(wires);
    List<BundleResource> twice = twoVersions(resolution);
    if (twice.isEmpty()) {
      return resolution;
    }
    // a node has one version of a bundle: try again with each of them alone, the preferred first
    AssemblyException refused = twoVersionsRefused(resolution, twice);
    for (BundleResource kept : twice) {
      if (attempts >= MAX_ATTEMPTS) {
        break;
      }
      List<BundleResource> others = twice.stream().filter(each -> !each.equals(kept)).toList();
      others.forEach(candidates::exclude);
      try {
        return attempt();
      } catch (AssemblyException e) {
        others.forEach(candidates::include);
      }
    }
    throw refused;
  }

  private Resolution resolution(Map<Resource, List<Wire>> wires) {
    Map<BundleResource, String> reasons = new LinkedHashMap<>();
    Deque<Resource> open = new ArrayDeque<>(List.of(node));
    Set<Resource> seen = new LinkedHashSet<>(open);
    Map<Coordinates, List<Coordinates>> dependencies = new HashMap<>();
    while (!open.isEmpty()) {
      Resource resource = open.poll();
      Set<Coordinates> uses = new TreeSet<>();
      for (Wire wire : ordered(wires.getOrDefault(resource, List.of()))) {
        if (!(wire.getProvider() instanceof BundleResource provider)) {
          continue;
        }
        if (provider != resource) {
          uses.add(provider.id());
        }
        if (seen.add(provider)) {
          reasons.put(provider, reason(resource, wire.getRequirement()));
          open.add(provider);
        }
      }
      if (resource instanceof BundleResource bundle) {
        dependencies.put(bundle.id(), List.copyOf(uses));
      }
    }
    List<Resolution.Chosen> chosen = new ArrayList<>();
    reasons.forEach(
        (bundle, reason) ->
            chosen.add(
                new Resolution.Chosen(
                    bundle, roots.stream().anyMatch(root -> root.accepts(bundle)), reason)));
    chosen.sort(Comparator.comparing(each -> each.bundle().id()));
    return new Resolution(chosen, dependencies);
  }

  private static List<Wire> ordered(List<Wire> wires) {
    return wires.stream()
        .sorted(
            Comparator.comparing((Wire wire) -> !(wire.getRequirement() instanceof RootRequirement))
                .thenComparing(wire -> RequirementText.of(wire.getRequirement())))
        .toList();
  }

  private String reason(Resource consumer, Requirement requirement) {
    if (requirement instanceof RootRequirement wanted) {
      List<String> via = wanted.root().via();
      return via.isEmpty()
          ? "named by the feature file"
          : "named by feature " + String.join(" -> ", via);
    }
    return consumer == node
        ? "the kernel needs " + RequirementText.of(requirement)
        : consumer + " needs " + RequirementText.of(requirement);
  }

  private static List<BundleResource> twoVersions(Resolution resolution) {
    Map<String, List<BundleResource>> byName = new TreeMap<>();
    Map<String, List<BundleResource>> byArtifact = new TreeMap<>();
    for (Resolution.Chosen each : resolution.chosen()) {
      BundleResource bundle = each.bundle();
      byName.computeIfAbsent(bundle.symbolicName(), n -> new ArrayList<>()).add(bundle);
      byArtifact.computeIfAbsent(bundle.id().name(), n -> new ArrayList<>()).add(bundle);
    }
    for (Map<String, List<BundleResource>> map : List.of(byName, byArtifact)) {
      for (List<BundleResource> versions : map.values()) {
        if (versions.size() > 1) {
          versions.sort(
              Comparator.comparingInt((BundleResource b) -> b.origin().rank())
                  .thenComparing(BundleResource::version, Comparator.reverseOrder()));
          return versions;
        }
      }
    }
    return List.of();
  }

  private AssemblyException twoVersionsRefused(
      Resolution resolution, List<BundleResource> versions) {
    StringBuilder text =
        new StringBuilder("a node has one version of a bundle, and several would be needed:");
    for (Resolution.Chosen each : resolution.chosen()) {
      if (versions.contains(each.bundle())) {
        text.append("\n  ").append(each.bundle()).append(": ").append(chain(resolution, each));
      }
    }
    return unresolved(text.toString());
  }

  /** From the bundle back to a root. */
  private static String chain(Resolution resolution, Resolution.Chosen chosen) {
    List<String> chain = new ArrayList<>();
    Resolution.Chosen current = chosen;
    while (current != null && chain.size() < 32) {
      chain.add(current.reason());
      String reason = current.reason();
      current =
          resolution.chosen().stream()
              .filter(each -> reason.startsWith(each.bundle() + " needs "))
              .findFirst()
              .orElse(null);
    }
    return String.join("; ", chain);
  }

  private static AssemblyException unresolved(String message) {
    return new AssemblyException(
        Kind.UNRESOLVED,
        message,
        "name another version, or add a repository that has what is missing: --repository DIR");
  }

  private final class Context extends ResolveContext {
    @Override
    public Collection<Resource> getMandatoryResources() {
      return List.of(node);
    }

    @Override
    public List<Capability> findProviders(Requirement requirement) {
      return candidates.providers(requirement);
    }

    @Override
    public int insertHostedCapability(List<Capability> found, HostedCapability hosted) {
      found.add(hosted);
      return found.size() - 1;
    }

    @Override
    public boolean isEffective(Requirement requirement) {
      return Candidates.isMandatory(requirement);
    }

    @Override
    public Map<Resource, Wiring> getWirings() {
      return Map.of();
    }
  }
}
