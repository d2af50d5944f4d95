// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls into message types, which others have written: whatever they throw is counted, and told
 * once for each generation. The caller has entered the generation.
 */
final class TypeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(TypeCalls.class);

  private final Clock clock;
  private final Metrics metrics;
  private final Events events;

  /** Is told what fails, beside the log. */
  @FunctionalInterface
  interface Failures {
    void failed(String what, Throwable cause);
  }

  TypeCalls(Clock clock, Metrics metrics, Events events) {
    this.clock = clock;
    this.metrics = metrics;
    this.events = events;
  }

  /**
   * Judges by the type's size and rules. A peer that forwards an extension may not have its plugin,
   * so it is never at fault for one.
   */
  Optional<Refused> judge(Generation generation, SignedMessage message) {
    return judge(generation, message, generation.account()::failed);
  }

  /** As above, with who is told of a failure. */
  Optional<Refused> judge(Generation generation, SignedMessage message, Failures failures) {
    boolean atFault = message.message().extension().isEmpty();
    int size = message.wire().size();
    if (size > generation.maxBytes()) {
      return Optional.of(
          new Refused(
              Refusal.TOO_LARGE,
              "it has %d bytes, and %s allows %d"
                  .formatted(size, generation.name(), generation.maxBytes()),
              atFault));
    }
    long begin = clock.nanoTime();
    try {
      return generation
          .service()
          .validate(message.message())
          .map(r -> new Refused(Refusal.INVALID, r.reason(), r.senderAtFault() && atFault));
    } catch (Exception | Error e) {
      return Optional.of(failed(generation, "rules", message.message(), e, failures));
    } finally {
      timed(generation, "rules", begin);
    }
  }

  /** The class that a type gives a message. */
  Priority priority(Generation generation, Message message) {
    return priority(generation, message, generation.account()::failed);
  }

  /** As above, with who is told of a failure; low if the type fails. */
  Priority priority(Generation generation, Message message, Failures failures) {
    try {
      Priority priority = generation.service().priority(message);
      if (priority != null) {
        return priority;
      }
      failed(
          generation, "priority", message, new IllegalStateException("it gave no class"), failures);
    } catch (Exception | Error e) {
      failed(generation, "priority", message, e, failures);
    }
    return Priority.LOW;
  }

  /** Handles; answers why not if the handler failed. */
  Optional<Refused> handle(Generation generation, SignedMessage message, Failures failures) {
    long begin = clock.nanoTime();
    try {
      generation.service().handle(message);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(failed(generation, "handler", message.message(), e, failures));
    } catch (Exception | Error e) {
      return Optional.of(failed(generation, "handler", message.message(), e, failures));
    } finally {
      timed(generation, "handler", begin);
    }
  }

  /** The text for people; a plain one if the type fails. */
  String render(Generation generation, Message message) {
    return render(generation, message, generation.account()::failed);
  }

  /** As above, with who is told of a failure. */
  String render(Generation generation, Message message, Failures failures) {
    long begin = clock.nanoTime();
    try {
      String text = generation.service().render(message);
      if (text != null) {
        return text;
      }
      failed(
          generation, "renderer", message, new IllegalStateException("it gave no text"), failures);
    } catch (Exception | Error e) {
      failed(generation, "renderer", message, e, failures);
    } finally {
      timed(generation, "renderer", begin);
    }
    return FallbackText.of(message);
  }

  private void timed(Generation generation, String what, long beginNanos) {
    metrics
        .timer("message.delivery.type.time", "type", generation.name(), "what", what)
        .record(Duration.ofNanos(clock.nanoTime() - beginNanos));
  }

  private Refused failed(
      Generation generation, String what, Message message, Throwable cause, Failures failures) {
    failures.failed(what + " of " + generation.name(), cause);
    metrics
        .counter("message.delivery.type.failures", "type", generation.name(), "what", what)
        .increment();
    String text =
        "the %s of %s failed at message %s: %s".formatted(what, generation, message.id(), cause);
    if (generation.failedFirst()) {
      LOG.warn(
          "{}; further failures of this generation are counted and logged as DEBUG", text, cause);
      events.publish(Event.warning("message.type.failed", text, Map.of("type", generation.name())));
    } else {
      LOG.debug("{}", text);
    }
    return new Refused(Refusal.TYPE_FAILED, text, false);
  }
}
