// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.chaoschain.agent.remote.core.RemoteAction;
import org.chaoschain.agent.remote.core.RemoteSession;
import org.chaoschain.agent.remote.core.Saying;
import org.chaoschain.agent.remote.core.Traffic;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents.Place;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One remote agent: its session, and its connection while there is one. Safe for use by many
 * threads; never blocks.
 *
 * <p>Its monitor guards the session. While it is held, no other agent is called, nor the messenger:
 * what the session wants to be sent is put into a queue, which one thread at a time empties, so
 * that messages leave in their order. The thread that reads from the agent sends what it says; what
 * has waited for room is sent by a worker, not by the thread of delivery that made the room.
 */
final class RemoteAgent {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteAgent.class);

  /** A message in JSON, with its bytes in it, is about so many times as long as on the wire. */
  private static final int JSON_FACTOR = 3;

  private static final int JSON_HEAD = 512;

  private final AgentId id;
  private final RemoteEnvironment environment;
  private final MessageTexts texts;
  private final RemoteSession session;
  private final Deque<Saying> outgoing = new ArrayDeque<>(); // each has room in the traffic
  private boolean submitting;
  private Presence presence;
  private boolean connected;
  private boolean over;
  private long awaySinceNanos;

  RemoteAgent(
      RemoteEnvironment environment, MessageTexts texts, Traffic traffic, Presence presence) {
    this.id = presence.session().agent();
    this.environment = environment;
    this.texts = texts;
    this.presence = presence;
    this.session =
        new RemoteSession(
            presence.session().id(),
            environment.settings(),
            traffic,
            () -> toWorker(this::roomCame),
            environment.clock().nanoTime());
    this.awaySinceNanos = environment.clock().nanoTime();
  }

  AgentId id() {
    return id;
  }

  Bytes sessionId() {
    return session.id();
  }

  synchronized Presence presence() {
    return presence;
  }

  synchronized RemoteSession.State state() {
    return session.state();
  }

  /** The agent begins on the connection that this was made for. */
  synchronized void begin() {
    if (over) {
      presence
          .connection()
          .close(Optional.empty(), Closing.REPLACED, "the agent has connected again");
      return;
    }
    connected = true;
    act(session.begin());
  }

  /**
   * The agent goes on over another connection; the one before is closed.
   *
   * @return false if the session is over
   */
  synchronized boolean resume(Presence next, long sequence) {
    if (over) {
      return false;
    }
    Presence before = presence;
    if (connected) {
      before
          .connection()
          .close(Optional.empty(), Closing.REPLACED, "the agent has connected again");
    }
    environment.sessions().close(before.session().id());
    presence = next;
    connected = true;
    act(session.resume(sequence));
    return true;
  }

  /** A connection is gone. */
  synchronized void disconnected(Presence gone) {
    if (isCurrent(gone)) {
      connected = false;
      awaySinceNanos = environment.clock().nanoTime();
      session.detach();
    }
  }

  /** The session is over; to be called once. */
  void leave(Optional<String> last, Closing why, String reason) {
    sendHere( // no sweep would make up for a worker that had no time
        step(
            () -> {
              end(last, why, reason);
              return session.end();
            }));
  }

  private void end(Optional<String> last, Closing why, String reason) {
    over = true;
    environment.sessions().close(presence.session().id());
    RemoteSession.State state = session.state();
    if (state.frames() > 0) {
      environment.metrics().counter("agent.remote.lost").add(state.frames());
      LOG.info(
          "the session of {} ends ({}) with {} deliveries that it has not acknowledged",
          id,
          reason,
          state.frames());
    }
    if (connected) {
      connected = false;
      presence.connection().close(last, why, reason);
    }
  }

  /** Whether it has been away for longer than a session waits. */
  synchronized boolean isGone(long nowNanos) {
    return !connected && nowNanos - awaySinceNanos >= environment.resumeTtl().toNanos();
  }

  /** To be called from time to time: also makes up for a worker that had no time. */
  void tick(long nowNanos) {
    sendByWorker(step(() -> session.tick(nowNanos)));
  }

  private void roomCame() {
    sendHere(step(() -> session.roomCame(environment.clock().nanoTime())));
  }

  /** The agent has got all up to a delivery. */
  synchronized void received(Presence from, long sequence) {
    if (isCurrent(from)) {
      act(session.received(sequence));
    }
  }

  /** Whether the agent may ask for something that costs a verification; else the refusal. */
  synchronized Optional<Frame.Problem> asks() {
    return session.asks(environment.clock().nanoTime());
  }

  /**
   * The agent has a hosting record in the place of the one before.
   *
   * @return whether it is newer than that
   */
  synchronized boolean renew(Presence from, Presence.HostedRecord record) {
    boolean newer =
        isCurrent(from)
            && presence
                .hostingRecord()
                .map(old -> Long.compareUnsigned(record.sequence(), old.sequence()) > 0)
                .orElse(true);
    if (newer) {
      presence = presence.with(record);
    }
    return newer;
  }

  /**
   * The agent says something.
   *
   * @param bytes the size of the frame that it came in
   */
  void said(Presence from, Saying saying, int bytes) {
    sendHere(
        step(
            () ->
                isCurrent(from)
                    ? session.said(saying, bytes, environment.clock().nanoTime())
                    : List.of()));
  }

  /** Sends what is to be sent, unless another thread is at it. */
  private void submitAll() {
    synchronized (this) {
      if (submitting) {
        return;
      }
      submitting = true;
    }
    for (Optional<Saying> next = next(); next.isPresent(); next = next()) {
      try {
        submit(next.get());
      } catch (RuntimeException | Error e) {
        failed(next.get().id(), e);
      }
    }
  }

  private synchronized Optional<Saying> next() {
    submitting = !outgoing.isEmpty();
    return Optional.ofNullable(outgoing.poll());
  }

  /**
   * An event for the session, and what it wants done.
   *
   * @return wakers of other agents, to be run now that the monitor is not held
   */
  private synchronized List<Runnable> step(Supplier<List<RemoteAction>> event) {
    return act(event.get());
  }

  /** Wakes others, and sends what is to be sent here. */
  private void sendHere(List<Runnable> wakers) {
    wakers.forEach(Runnable::run);
    submitAll();
  }

  /** Wakes others, and has a worker send what is to be sent here. */
  private void sendByWorker(List<Runnable> wakers) {
    wakers.forEach(Runnable::run);
    boolean any;
    synchronized (this) {
      any = !outgoing.isEmpty() && !submitting;
    }
    if (any) {
      toWorker(this::submitAll);
    }
  }

  private void toWorker(Runnable task) {
    try {
      environment.workers().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("messages of {} that have room leave with the next sweep: {}", id, e.getMessage());
    }
  }

  private void submit(Saying saying) {
    Optional<Messenger> messenger = environment.messenger().get();
    if (messenger.isEmpty()) {
      failed(
          saying.id(),
          Frame.Problem.of("unreachable", "nothing is there that sends at the moment", "", true));
      return;
    }
    if (presence().session().grant().isEmpty()) {
      failed(
          saying.id(),
          Frame.Problem.of(
              "no-delegation",
              "this node may not sign for the agent",
              "send a delegation to the node's key with the response of the handshake",
              false));
      return;
    }
    CompletionStage<Frame.Taken> sent = send(messenger.get(), saying);
    sent.whenComplete(
        (taken, failure) -> {
          if (failure == null) {
            settled(taken);
          } else {
            failed(saying.id(), failure);
          }
        });
  }

  private CompletionStage<Frame.Taken> send(Messenger messenger, Saying saying) {
    if (saying.payload() instanceof Payload.AgentCommunication said && said.target().isPresent()) {
      return messenger
          .send(id, said.target().get(), said.content(), saying.options())
          .thenApply(
              receipt ->
                  new Frame.Taken(saying.id(), status(receipt), Optional.of(receipt.messageId())));
    }
    return messenger
        .broadcast(id, saying.payload(), saying.options())
        .thenApply(
            messageId ->
                new Frame.Taken(saying.id(), Frame.Taken.Status.ACCEPTED, Optional.of(messageId)));
  }

  private static Frame.Taken.Status status(DeliveryReceipt receipt) {
    return switch (receipt.status()) {
      case ACCEPTED -> Frame.Taken.Status.DELIVERED;
      case PARKED -> Frame.Taken.Status.PARKED;
      case DUPLICATE -> Frame.Taken.Status.DUPLICATE;
    };
  }

  private void settled(Frame.Taken taken) {
    environment.metrics().counter("agent.remote.sent").increment();
    sendByWorker(step(() -> session.settled(taken, environment.clock().nanoTime())));
  }

  private void failed(String messageId, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof DeliveryException e) {
      if (e.reason() == DeliveryException.Reason.NO_ANSWER) {
        // the receiver may have it: sent again it would be there twice
        settled(new Frame.Taken(messageId, Frame.Taken.Status.UNCERTAIN, Optional.empty()));
        return;
      }
      String code = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      failed(messageId, Frame.Problem.of(code, e.getMessage(), "", e.reason().retryable()));
    } else {
      LOG.warn("sending {} of {} failed", messageId, id, cause);
      failed(messageId, Frame.Problem.of("internal", "the node failed", "", false));
    }
  }

  private void failed(String messageId, Frame.Problem problem) {
    environment.metrics().counter("agent.remote.failed", "code", problem.code()).increment();
    sendByWorker(
        step(() -> session.settled(problem.about(messageId), environment.clock().nanoTime())));
  }

  /** Keeps a place for a message. */
  synchronized Place reserve(int wireBytes) throws LimitExceededException {
    int bytes = JSON_FACTOR * wireBytes + JSON_HEAD;
    try {
      session.reserve(bytes);
    } catch (LimitExceededException e) {
      act(session.missed());
      throw e;
    }
    return new Place() {
      @Override
      public void fill(SignedMessage message) {
        deliver(message, bytes);
      }

      @Override
      public void release() {
        synchronized (RemoteAgent.this) {
          session.release(bytes);
        }
      }
    };
  }

  private void deliver(SignedMessage message, int reserved) {
    String text = texts.of(message);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    boolean direct = message.message().target().isPresent();
    synchronized (this) {
      session.release(reserved);
      act(session.deliver(text, bytes, direct, environment.clock().nanoTime()));
    }
  }

  private boolean isCurrent(Presence from) {
    return connected && from.session().id().equals(presence.session().id());
  }

  /**
   * Does what the session wants, and queues what it wants to be sent.
   *
   * @return wakers of other agents, to be run when the monitor is not held
   */
  private List<Runnable> act(List<RemoteAction> actions) {
    List<Runnable> wakers = new ArrayList<>();
    for (RemoteAction action : actions) {
      if (action instanceof RemoteAction.Write write) {
        presence.connection().write(write.text());
      } else if (action instanceof RemoteAction.Fail fail) {
        presence
            .connection()
            .close(
                Optional.of(Frames.write(fail.problem())),
                Closing.PROTOCOL,
                fail.problem().message());
      } else if (action instanceof RemoteAction.Submit submit) {
        outgoing.add(submit.saying());
      } else if (action instanceof RemoteAction.Wake wake) {
        wakers.add(wake.waker());
      }
    }
    return wakers;
  }

  /** How long it has been away; zero while it is connected. */
  synchronized Duration away() {
    return connected
        ? Duration.ZERO
        : Duration.ofNanos(environment.clock().nanoTime() - awaySinceNanos);
  }
}
