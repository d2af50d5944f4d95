// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.chaoschain.kernel.config.Nearest;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.service.resolver.ResolutionException;

/**
 * Says why roots do not resolve: which requirement nobody answers, who has it, the chain from a
 * root to it, and what comes near.
 */
final class Explanation {
  private static final int MAX_NEAR = 5;
  private static final int MAX_FINDINGS = 10;

  private final NodeResource node;
  private final Candidates candidates;
  private final Map<Requirement, List<Capability>> providers = new HashMap<>();
  private final Set<Resource> reachable = new LinkedHashSet<>();
  private final Set<Resource> unusable = new HashSet<>();

  Explanation(NodeResource node, Candidates candidates) {
    this.node = node;
    this.candidates = candidates;
  }

  /** The missing requirements in words, or nothing if each has an answer that is usable itself. */
  Optional<String> explain() {
    reach();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Resource resource : reachable) {
        if (!unusable.contains(resource) && !unanswered(resource).isEmpty()) {
          unusable.add(resource);
          changed = true;
        }
      }
    }
    if (!unusable.contains(node)) {
      return Optional.empty();
    }
    Map<String, Finding> findings = new TreeMap<>();
    Set<Resource> visited = new HashSet<>();
    for (Requirement requirement : unanswered(node)) {
      descend(requirement, new ArrayList<>(), findings, visited);
    }
    return Optional.of(
        findings.values().stream()
            .limit(MAX_FINDINGS)
            .map(this::told)
            .collect(Collectors.joining("\n")));
  }

  /** A requirement that nobody answers, all who have it, and one way to it. */
  private record Finding(Requirement requirement, Set<String> owners, List<String> chain) {}

  private void reach() {
    Deque<Resource> open = new ArrayDeque<>(List.of(node));
    reachable.add(node);
    while (!open.isEmpty()) {
      Resource resource = open.poll();
      for (Requirement requirement : resource.getRequirements(null)) {
        if (!Candidates.isMandatory(requirement)) {
          continue;
        }
        List<Capability> found = candidates.providers(requirement);
        providers.put(requirement, found);
        for (Capability capability : found) {
          if (!candidates.isPlatform(capability) && reachable.add(capability.getResource())) {
            open.add(capability.getResource());
          }
        }
      }
    }
  }

  private List<Requirement> unanswered(Resource resource) {
    return resource.getRequirements(null).stream()
        .filter(Candidates::isMandatory)
        .filter(
            requirement ->
                providers.getOrDefault(requirement, List.of()).stream()
                    .allMatch(capability -> unusable.contains(capability.getResource())))
        .toList();
  }

  private void descend(
      Requirement requirement,
      List<String> chain,
      Map<String, Finding> findings,
      Set<Resource> visited) {
    List<Capability> found = providers.getOrDefault(requirement, List.of());
    List<String> longer = new ArrayList<>(chain);
    if (requirement instanceof RootRequirement root) {
      longer.add(rooted(root) + " names " + root.root());
    } else if (requirement.getResource() != node) {
      longer.add(requirement.getResource() + " needs " + RequirementText.of(requirement));
    }
    if (found.isEmpty()) {
      findings
          .computeIfAbsent(
              RequirementText.of(requirement),
              text -> new Finding(requirement, new TreeSet<>(), longer))
          .owners()
          .add(owner(requirement));
      return;
    }
    for (Capability capability : found) {
      Resource provider = capability.getResource();
      if (visited.add(provider)) {
        for (Requirement next : unanswered(provider)) {
          descend(next, longer, findings, visited);
        }
      }
    }
  }

  private String owner(Requirement requirement) {
    return requirement.getResource() != node
        ? requirement.getResource().toString()
        : requirement instanceof RootRequirement root ? rooted(root) : "the kernel";
  }

  private String told(Finding finding) {
    Requirement requirement = finding.requirement();
    StringBuilder text = new StringBuilder("missing: ").append(RequirementText.of(requirement));
    text.append("\n  needed by ").append(String.join(", ", finding.owners()));
    if (!finding.chain().isEmpty()) {
      text.append("\n  the chain: ").append(String.join("; ", finding.chain()));
    }
    List<String> near = near(requirement);
    if (near.isEmpty()) {
      text.append("\n  nothing comes near it in any repository");
    }
    near.forEach(each -> text.append("\n  near: ").append(each));
    return text.toString();
  }

  private static String rooted(RootRequirement requirement) {
    List<String> via = requirement.root().via();
    return via.isEmpty() ? "the feature file" : "feature " + String.join(" -> ", via);
  }

  private List<String> near(Requirement requirement) {
    return requirement instanceof RootRequirement wanted
        ? nearBundles(wanted.root())
        : nearCapabilities(requirement);
  }

  private List<String> nearBundles(Root root) {
    Set<String> found = new LinkedHashSet<>();
    Set<String> names = new TreeSet<>();
    for (BundleResource bundle : candidates.bundles()) {
      if (root.names(bundle)) {
        found.add(
            "%s, bundle version %s, in %s".formatted(bundle, bundle.version(), origin(bundle)));
      }
      names.add(root.name().contains(":") ? bundle.id().name() : bundle.symbolicName());
    }
    if (found.isEmpty()) {
      Nearest.to(root.name(), names).ifPresent(name -> found.add(name));
    }
    return found.stream().limit(MAX_NEAR).toList();
  }

  private List<String> nearCapabilities(Requirement requirement) {
    String name = RequirementText.name(requirement);
    Collection<Capability> all = candidates.all(requirement.getNamespace());
    Set<String> found = new LinkedHashSet<>();
    Set<String> names = new TreeSet<>();
    for (Capability capability : all) {
      List<String> has = RequirementText.names(capability);
      names.addAll(has);
      if (has.contains(name)) {
        found.add(described(capability, name));
      }
    }
    if (found.isEmpty() && !name.isEmpty()) {
      Nearest.to(name, names)
          .ifPresent(
              nearest ->
                  all.stream()
                      .filter(each -> RequirementText.names(each).contains(nearest))
                      .forEach(each -> found.add(described(each, nearest))));
    }
    return found.stream().limit(MAX_NEAR).toList();
  }

  private String described(Capability capability, String name) {
    String version = RequirementText.version(capability);
    String what =
        RequirementText.kind(capability.getNamespace())
            + " "
            + name
            + (version.isEmpty() ? "" : " " + version);
    return capability.getResource() instanceof BundleResource bundle
        ? "%s of %s, in %s".formatted(what, bundle, origin(bundle))
        : what + " of the platform";
  }

  private static String origin(BundleResource bundle) {
    return bundle.origin().name();
  }

  /** A conflict that the resolver found: each requirement has answers, but not together. */
  static String conflict(NodeResource node, ResolutionException e) {
    String message = String.valueOf(e.getMessage()).strip();
    return "the roots of %s do not go together:\n  %s"
        .formatted(node, message.replace("\n\n", "\n").replace("\n", "\n  "));
  }
}
