// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Outbox;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.json.core.JsonValue;

/**
 * One client that is told things: a WebSocket, or a feed of server-sent events. One text is on its
 * way at a time, and has to be gone within a time; nobody waits. Safe for use by many threads.
 */
final class Channel {
  /** RFC 6455: the client is too slow, or the node has no room for it. */
  static final int TRY_LATER = 1013;

  /** RFC 6455: the client breaks a rule. */
  static final int POLICY = 1008;

  /** RFC 6455: the gateway closes. */
  static final int GOING_AWAY = 1001;

  private final Optional<AgentId> agent;
  private final Outbox outbox;
  private final Sink sink;
  private final Scheduler scheduler;
  private final Duration sendTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** How texts leave. */
  interface Sink {
    /**
     * Sends one; returns at once. Exactly one of the two is run, on any thread, also before it
     * returns.
     */
    void send(String text, Runnable sent, Runnable failed);

    /** Ends the connection, with a status of RFC 6455 if it is a WebSocket. */
    void close(int code, String reason);
  }

  /** Open. */
  Channel(
      Optional<AgentId> agent,
      Limit maxWaiting,
      Sink sink,
      Scheduler scheduler,
      Duration sendTimeout) {
    this.agent = agent;
    this.outbox = new Outbox(maxWaiting);
    this.sink = sink;
    this.scheduler = scheduler;
    this.sendTimeout = sendTimeout;
  }

  /** Whose it is; empty if it only reads the feed. */
  Optional<AgentId> agent() {
    return agent;
  }

  /** Tells something to this client alone. */
  void tell(JsonValue value) {
    put(Json.text(value), true);
  }

  /** Tells an event of the feed: it gives way if the client is slow. */
  void feed(String text) {
    put(text, false);
  }

  private void put(String text, boolean own) {
    switch (outbox.put(text, own)) {
      case SEND -> send(text);
      case OVERFLOW ->
          close(TRY_LATER, "too slow: more waits than agent.gateway.socket.max.events");
      case WAITS -> {}
    }
  }

  /** A loop and not a recursion, for a sink may be done before it returns. */
  private void send(String first) {
    Optional<String> text = Optional.of(first);
    while (text.isPresent() && !closed.get()) {
      Sending sending = new Sending();
      sending.deadline =
          scheduler.schedule(
              sendTimeout,
              () ->
                  close(TRY_LATER, "too slow: nothing has left within agent.gateway.send.timeout"));
      sink.send(text.get(), sending::sent, sending::failed);
      text = sending.returned() ? outbox.next() : Optional.empty();
    }
  }

  /** One text on its way: whoever comes second, the sink's answer or its return, goes on. */
  private final class Sending {
    private final AtomicBoolean first = new AtomicBoolean(true);
    private volatile Cancellable deadline = () -> false;

    void sent() {
      deadline.cancel();
      if (!first.getAndSet(false)) {
        outbox.next().ifPresent(Channel.this::send);
      }
    }

    void failed() {
      deadline.cancel();
      close(GOING_AWAY, "the connection has failed");
    }

    /** Whether it was sent before the sink returned. */
    boolean returned() {
      return !first.getAndSet(false);
    }
  }

  /** Ends it; once. */
  void close(int code, String reason) {
    if (closed.compareAndSet(false, true)) {
      outbox.close();
      sink.close(code, reason);
    }
  }

  /** The connection has ended by itself. */
  void gone() {
    closed.set(true);
    outbox.close();
  }
}
