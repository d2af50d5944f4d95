// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.LocalAgents.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one agent, handed over one after the other on the workers. Bounded, places that
 * are kept included. Safe for use by many threads.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final int BATCH = 16;
  private static final Duration RETRY = Duration.ofMillis(20);

  private final String name;
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final Counter failures;
  private final ArrayDeque<SignedMessage> messages = new ArrayDeque<>();
  private volatile Agent agent;
  private int taken;
  private long takenBytes;
  private long handed;
  private boolean draining;

  Mailbox(String name, Agent agent, HostingEnvironment environment, HostingSettings settings) {
    this.name = name;
    this.agent = agent;
    this.scheduler = environment.scheduler();
    this.executor = scheduler.serial("agent " + name);
    Metrics metrics = environment.metrics();
    this.maxMessages =
        metrics.limit(
            "agent.local.mailbox.max.messages", settings.mailboxMaxMessages(), "messages");
    this.maxBytes =
        metrics.limit("agent.local.mailbox.max.bytes", settings.mailboxMaxBytes(), "bytes");
    this.failures = metrics.counter("agent.local.failures", "agent", name);
  }

  /** From now on this one gets the messages. */
  void handTo(Agent next) {
    agent = next;
  }

  /** Calls the agent, in order with its messages; what it throws is counted and logged. */
  void call(String what, Runnable call) {
    try {
      executor.execute(() -> guarded(what, call));
    } catch (RejectedExecutionException e) {
      scheduler.schedule(RETRY, () -> call(what, call));
    }
  }

  synchronized Place reserve(int bytes) throws LimitExceededException {
    String scope = "mailbox of agent " + name;
    maxMessages.check(scope, taken + 1L);
    maxBytes.check(scope, takenBytes + bytes);
    taken++;
    takenBytes += bytes;
    return new Place() {
      @Override
      public void fill(SignedMessage message) {
        add(message);
      }

      @Override
      public void release() {
        free(bytes);
      }
    };
  }

  /** Messages that wait or have a place kept. */
  synchronized int waiting() {
    return taken;
  }

  /** Messages that were handed over. */
  synchronized long handed() {
    return handed;
  }

  private synchronized void add(SignedMessage message) {
    messages.addLast(message);
    if (!draining) {
      draining = true;
      drainLater();
    }
  }

  private synchronized void free(int bytes) {
    taken--;
    takenBytes -= bytes;
  }

  private void drainLater() {
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(RETRY, this::drainLater);
    }
  }

  private void drain() {
    for (int i = 0; i < BATCH; i++) {
      Optional<SignedMessage> next = next();
      if (next.isEmpty()) {
        return;
      }
      SignedMessage message = next.get();
      guarded("message " + message.message().id(), () -> agent.onMessage(message));
      free(message.wire().size());
    }
    drainLater();
  }

  private synchronized Optional<SignedMessage> next() {
    SignedMessage next = messages.pollFirst();
    if (next == null) {
      draining = false;
      return Optional.empty();
    }
    handed++;
    return Optional.of(next);
  }

  private void guarded(String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.increment();
      LOG.warn("agent {} failed at {}", name, what, e);
    }
  }
}
