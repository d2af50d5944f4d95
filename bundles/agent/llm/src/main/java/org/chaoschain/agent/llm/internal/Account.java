// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.SilenceException;
import org.chaoschain.agent.llm.core.Usage;
import org.chaoschain.agent.llm.core.Wellbeing;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Event.Category;
import org.chaoschain.api.event.Event.Severity;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells what becomes of the questions of an agent. Safe for use by many threads. */
final class Account {
  private static final Logger LOG = LoggerFactory.getLogger(Account.class);

  private final String name;
  private final Events events;
  private final Wellbeing wellbeing = new Wellbeing();
  private final Counter requests;
  private final Counter answered;
  private final Counter promptTokens;
  private final Counter answerTokens;
  private final Timer took;
  private final Map<Cause, Counter> silent = new EnumMap<>(Cause.class);

  Account(String name, Metrics metrics, Events events) {
    this.name = name;
    this.events = events;
    this.requests = metrics.counter("agent.llm.requests", "agent", name);
    this.answered = metrics.counter("agent.llm.answered", "agent", name);
    this.promptTokens = metrics.counter("agent.llm.tokens", "agent", name, "of", "prompts");
    this.answerTokens = metrics.counter("agent.llm.tokens", "agent", name, "of", "answers");
    this.took = metrics.timer("agent.llm.took", "agent", name);
    for (Cause cause : Cause.values()) {
      silent.put(cause, metrics.counter("agent.llm.silent", "agent", name, "cause", cause.word()));
    }
  }

  Wellbeing wellbeing() {
    return wellbeing;
  }

  /** A request leaves. */
  void requested() {
    requests.increment();
  }

  /** A request has used something, as the endpoint says or as it may be at most. */
  void used(Usage usage) {
    promptTokens.add(usage.promptTokens());
    answerTokens.add(usage.answerTokens());
  }

  /** A question has its answer. */
  void answered(Duration time) {
    answered.increment();
    took.record(time);
    wellbeing.answered();
  }

  /**
   * A question has none.
   *
   * @param about what was asked about, in the node's own words
   */
  void silent(SilenceException why, String about) {
    silent.get(why.why()).increment();
    wellbeing.silent(why.why());
    LOG.debug("{}, {}: {} ({})", name, about, why.getMessage(), why.why().word());
    if (why.why() == Cause.WITHHELD) {
      events.publish(
          new Event(
              Category.SECURITY,
              Severity.WARNING,
              "agent.llm.withheld",
              "The model of the agent %s has written a secret into its answer to %s; the answer was withheld. Somebody may try to draw it out."
                  .formatted(name, about),
              Map.of("agent", name, "about", about)));
    }
  }

  /** The endpoint is left alone from now on. */
  void paused(SilenceException why, Duration time) {
    LOG.warn(
        "{}: the endpoint is left alone for {} s: {}", name, time.toSeconds(), why.getMessage());
    events.publish(
        new Event(
            Category.OPERATION,
            why.why() == Cause.KEY ? Severity.CRITICAL : Severity.WARNING,
            why.why() == Cause.KEY ? "agent.llm.key.refused" : "agent.llm.paused",
            "The agent %s leaves its endpoint alone for %d s: %s."
                .formatted(name, time.toSeconds(), why.getMessage()),
            Map.of("agent", name, "cause", why.why().word())));
  }

  /** How often a question had no answer, by cause; without those that never were. */
  Map<String, Long> silences() {
    Map<String, Long> counts = new LinkedHashMap<>();
    silent.forEach(
        (cause, counter) -> {
          if (counter.value() > 0) {
            counts.put(cause.word(), counter.value());
          }
        });
    return counts;
  }

  long answers() {
    return answered.value();
  }
}
