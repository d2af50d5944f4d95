// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.SwapEffects;

/**
 * What a change would touch.
 *
 * @param action what would be done
 * @param name the plugin
 * @param from the version that runs, or empty
 * @param to the version that would run, or empty
 * @param refusal why it would be refused, and what to do; empty if it would not
 * @param restarts other bundles that are wired to the running one and would be started anew
 * @param wires packages and services whose provider changes
 * @param effects messages, streams, connections and agents that are touched
 * @param withdrawn service types the running one has registered
 * @param brought service types the new one says it registers
 * @param capabilities what the plugin would declare
 * @param added those of them that the running one does not
 * @param state what becomes of its data
 * @param estimate how long it would take
 * @param basis what the estimate comes from
 */
record PluginPlan(
    Action action,
    String name,
    String from,
    String to,
    String refusal,
    List<String> restarts,
    List<PlannedWires.Wire> wires,
    List<SwapEffects.Effect> effects,
    Collection<String> withdrawn,
    Collection<String> brought,
    List<Capability> capabilities,
    List<Capability> added,
    String state,
    Duration estimate,
    String basis) {
  /** Names that the event of a change tells of one kind. */
  private static final int MOST_NAMES = 16;

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
    REMOVE;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How many streams it closes. */
  long closedStreams() {
    return effects.stream()
        .filter(each -> each.kind() == SwapEffects.Kind.STREAMS_CLOSE)
        .mapToLong(SwapEffects.Effect::count)
        .sum();
  }

  /** The longest time that messages of a type are expected to wait. */
  Duration longestPause() {
    return effects.stream()
        .filter(each -> each.kind() == SwapEffects.Kind.MESSAGE_TYPE_PAUSES)
        .map(SwapEffects.Effect::pause)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * Why it goes beyond what one change may touch.
   *
   * @return a sentence for each limit; each has counted it
   */
  List<String> beyond(PluginSettings.ChangeLimits limits) {
    List<String> reasons = new ArrayList<>();
    String scope = "plugin " + name;
    if (!limits.restarts().allows(restarts.size())) {
      reasons.add(
          limits.restarts().refuse(scope, restarts.size()).getMessage()
              + ": "
              + String.join(", ", restarts));
    }
    if (!limits.streams().allows(closedStreams())) {
      reasons.add(limits.streams().refuse(scope, closedStreams()).getMessage());
    }
    if (!limits.pause().allows(longestPause().toMillis())) {
      reasons.add(limits.pause().refuse(scope, longestPause().toMillis()).getMessage());
    }
    return reasons;
  }

  /**
   * What it touches, in few words: for the event that tells of the change. Names are cut after
   * {@link #MOST_NAMES}.
   */
  Map<String, String> summary() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("plan_action", action.word());
    words.put("plan_restarts", names(restarts));
    words.put("plan_streams", Long.toString(closedStreams()));
    words.put(
        "plan_types",
        names(
            effects.stream()
                .filter(each -> each.kind() == SwapEffects.Kind.MESSAGE_TYPE_PAUSES)
                .map(SwapEffects.Effect::name)
                .toList()));
    words.put("plan_pause_ms", Long.toString(longestPause().toMillis()));
    words.put("plan_estimate_ms", Long.toString(estimate.toMillis()));
    return words;
  }

  private static String names(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, MOST_NAMES)), names.size() - MOST_NAMES);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action", action.word());
    map.put("name", name);
    map.put("from", from);
    map.put("to", to);
    map.put("refusal", refusal);
    map.put("restarts", restarts);
    map.put("wires", wires.stream().map(PlannedWires.Wire::toMap).toList());
    map.put("effects", effects.stream().map(PluginPlan::toMap).toList());
    map.put("withdrawn", List.copyOf(withdrawn));
    map.put("brought", List.copyOf(brought));
    map.put("capabilities", capabilities.stream().map(Capability::toString).toList());
    map.put("capabilities_added", added.stream().map(Capability::toString).toList());
    map.put("state", state);
    map.put("estimate_ms", estimate.toMillis());
    map.put("estimate_basis", basis);
    return map;
  }

  private static Map<String, Object> toMap(SwapEffects.Effect effect) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", effect.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("name", effect.name());
    map.put("count", effect.count());
    map.put("pause_ms", effect.pause().toMillis());
    return map;
  }
}
