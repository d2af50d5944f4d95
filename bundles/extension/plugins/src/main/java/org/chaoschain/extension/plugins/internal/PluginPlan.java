// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * What a change would touch.
 *
 * @param action what would be done
 * @param name the plugin
 * @param from the version that runs, or empty
 * @param to the version that would run, or empty
 * @param restarts other bundles that are wired to the running one and would be started anew
 * @param withdrawn service types the running one has registered
 * @param brought service types the new one says it registers
 */
record PluginPlan(
    Action action,
    String name,
    String from,
    String to,
    List<String> restarts,
    Collection<String> withdrawn,
    Collection<String> brought) {
  /** What is done. */
  enum Action {
    /** Nothing of that name runs. */
    INSTALL,
    /** The very file runs. */
    NOTHING,
    /** The new generation comes up beside the old one, which then goes. */
    OVERLAP,
    /** The old one goes before the new one comes. */
    HAND_OVER,
    /** It goes. */
    REMOVE
  }

  static PluginPlan install(
      BundleContext context, PluginFile file, Optional<Bundle> running, String runningHash) {
    return new PluginPlan(
        action(file, running, runningHash),
        file.name(),
        version(running),
        file.version().toString(),
        restarts(context, running),
        withdrawn(running),
        file.services());
  }

  static PluginPlan removal(BundleContext context, String name, Optional<Bundle> running) {
    return new PluginPlan(
        Action.REMOVE,
        name,
        version(running),
        "",
        restarts(context, running),
        withdrawn(running),
        List.of());
  }

  private static Action action(PluginFile file, Optional<Bundle> running, String runningHash) {
    if (running.isEmpty()) {
      return Action.INSTALL;
    }
    if (file.sha256().equals(runningHash)) {
      return Action.NOTHING;
    }
    return Replacement.of(file, running.get()) == Replacement.HAND_OVER
        ? Action.HAND_OVER
        : Action.OVERLAP;
  }

  private static String version(Optional<Bundle> running) {
    return running.map(bundle -> bundle.getVersion().toString()).orElse("");
  }

  private static Collection<String> withdrawn(Optional<Bundle> running) {
    return running.map(Headers::services).orElse(List.of());
  }

  private static List<String> restarts(BundleContext context, Optional<Bundle> running) {
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

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    map.put("name", name);
    map.put("from", from);
    map.put("to", to);
    map.put("restarts", restarts);
    map.put("withdrawn", List.copyOf(withdrawn));
    map.put("brought", List.copyOf(brought));
    return map;
  }
}
