// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** Foretells what a change would touch. Changes nothing. For one thread. */
final class Planner {
  private static final Duration DEFAULT_ESTIMATE = Duration.ofSeconds(1);

  private final BundleContext context;
  private final Plugins plugins;
  private final PluginBundles bundles;

  Planner(BundleContext context, Plugins plugins, PluginBundles bundles) {
    this.context = context;
    this.plugins = plugins;
    this.bundles = bundles;
  }

  /** What an installation would touch. */
  PluginPlan install(PluginFile file, boolean force) {
    Optional<RunningPlugin> now = plugins.running(file.name());
    Optional<Bundle> running = now.flatMap(RunningPlugin::bundle);
    Succession succession = plugins.succession(file, force);
    PluginPlan.Action action = action(file, running, now, succession);
    List<Capability> before =
        running
            .flatMap(bundle -> bundles.of(bundle.getBundleId()))
            .map(PluginBundle::capabilities)
            .orElse(List.of());
    return new PluginPlan(
        action,
        file.name(),
        version(running),
        file.version().toString(),
        action == PluginPlan.Action.NOTHING ? "" : refusal(file, succession, force),
        restarts(running),
        PlannedWires.of(context, Optional.of(file), running),
        running.isEmpty() ? List.of() : effects(file.name(), change(action)),
        withdrawn(running),
        file.services(),
        file.capabilities(),
        file.capabilities().stream().filter(each -> !before.contains(each)).toList(),
        succession.words(plugins.memory().record(file.name()), file),
        estimate(),
        basis());
  }

  /** What a removal would touch. */
  PluginPlan removal(String name) {
    Optional<Bundle> running = plugins.running(name).flatMap(RunningPlugin::bundle);
    return new PluginPlan(
        PluginPlan.Action.REMOVE,
        name,
        version(running),
        "",
        "",
        restarts(running),
        PlannedWires.of(context, Optional.empty(), running),
        effects(name, SwapEffects.Change.REMOVE),
        withdrawn(running),
        List.of(),
        List.of(),
        List.of(),
        plugins.folders().hasAny(name)
            ? "data is kept; 'chaos plugin remove %s --purge' deletes it".formatted(name)
            : "no data",
        estimate(),
        basis());
  }

  private String refusal(PluginFile file, Succession succession, boolean force) {
    return succession
        .refusal()
        .or(
            () ->
                plugins
                    .memory()
                    .record(file.name())
                    .rejected()
                    .filter(each -> !force && each.sha256().equals(file.sha256()))
                    .map(
                        each ->
                            "this very file was rolled back: %s; if you mean it: chaos plugin install FILE --force"
                                .formatted(each.reason())))
        .orElse("");
  }

  private static PluginPlan.Action action(
      PluginFile file,
      Optional<Bundle> running,
      Optional<RunningPlugin> now,
      Succession succession) {
    if (running.isEmpty()) {
      return PluginPlan.Action.INSTALL;
    }
    if (now.isPresent() && file.sha256().equals(now.get().desired().sha256())) {
      return PluginPlan.Action.NOTHING;
    }
    return Replacement.of(file, running.get(), succession) == Replacement.HAND_OVER
        ? PluginPlan.Action.HAND_OVER
        : PluginPlan.Action.OVERLAP;
  }

  private static SwapEffects.Change change(PluginPlan.Action action) {
    return action == PluginPlan.Action.HAND_OVER
        ? SwapEffects.Change.HAND_OVER
        : SwapEffects.Change.OVERLAP;
  }

  /** What the node's own parts say; a plugin is not asked. */
  private List<SwapEffects.Effect> effects(String name, SwapEffects.Change change) {
    List<SwapEffects.Effect> effects = new ArrayList<>();
    try {
      for (ServiceReference<SwapEffects> each :
          context.getServiceReferences(SwapEffects.class, null)) {
        if (bundles.of((Long) each.getProperty(Constants.SERVICE_BUNDLEID)).isPresent()) {
          continue;
        }
        SwapEffects service = context.getService(each);
        if (service != null) {
          effects.addAll(service.of(name, change));
          context.ungetService(each);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("there is no filter", e);
    }
    effects.sort(
        Comparator.comparing(SwapEffects.Effect::kind).thenComparing(SwapEffects.Effect::name));
    return effects;
  }

  private List<String> restarts(Optional<Bundle> running) {
    if (running.isEmpty()) {
      return List.of();
    }
    return context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .getDependencyClosure(List.of(running.get()))
        .stream()
        .filter(bundle -> !bundle.equals(running.get()))
        .map(Headers::label)
        .sorted()
        .toList();
  }

  private Duration estimate() {
    List<Long> seen = plugins.memory().records().updateMillis();
    return seen.isEmpty() ? DEFAULT_ESTIMATE : Duration.ofMillis(seen.get(seen.size() / 2));
  }

  private String basis() {
    int seen = plugins.memory().records().updateMillis().size();
    return seen == 0
        ? "a guess: no update has been measured in this node"
        : "the median of the last %d updates in this node".formatted(seen);
  }

  private static String version(Optional<Bundle> running) {
    return running.map(bundle -> bundle.getVersion().toString()).orElse("");
  }

  private static java.util.Collection<String> withdrawn(Optional<Bundle> running) {
    return running.map(Headers::services).orElse(List.of());
  }
}
