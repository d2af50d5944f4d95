// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.remote.core.OutboundBuffer.Entry;
import org.chaoschain.agent.remote.core.OutboundBuffer.Held;
import org.chaoschain.agent.remote.core.OutboundBuffer.Missing;
import org.chaoschain.agent.remote.core.RemoteAction.Fail;
import org.chaoschain.agent.remote.core.RemoteAction.Submit;
import org.chaoschain.agent.remote.core.RemoteAction.Write;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;

/**
 * What a node keeps of one remote agent after the handshake, over the connections that come one
 * after the other. Deliveries are numbered; each is seen once and in order by an agent that follows
 * the protocol, or is in a gap. A message of the agent is sent once, however often it is said. Not
 * safe for use by several threads. Times are of a clock that never steps back.
 */
public final class RemoteSession {
  /** How long an agent waits whose own messages are many, while the node has room. */
  private static final Duration CROWDED = Duration.ofSeconds(1);

  private final Bytes id;
  private final RemoteSettings settings;
  private final OutboundBuffer buffer;
  private final Answers answers;
  private final SendRate rate;
  private final Traffic traffic;
  private boolean attached;
  private boolean warned;
  private boolean crowded;
  private long pausedUntilNanos;

  /**
   * How a session stands.
   *
   * @param attached whether the agent is connected
   * @param last number of the last delivery
   * @param acknowledged up to which number the agent has got all
   * @param frames deliveries that are kept
   * @param bytes of their messages
   * @param dropped deliveries that were dropped
   * @param pending messages of the agent that are being sent
   */
  public record State(
      boolean attached,
      long last,
      long acknowledged,
      int frames,
      long bytes,
      long dropped,
      int pending) {}

  /**
   * A session without a connection.
   *
   * @param id what the agent resumes it by, 16 bytes
   * @param traffic of all sessions
   */
  public RemoteSession(Bytes id, RemoteSettings settings, Traffic traffic, long nowNanos) {
    this.id = id;
    this.traffic = traffic;
    this.pausedUntilNanos = nowNanos;
    this.settings = settings;
    this.buffer = new OutboundBuffer(settings);
    this.answers = new Answers(settings.maxAnswers());
    this.rate = new SendRate(settings.rate().value(), settings.burst(), nowNanos);
  }

  /** What the agent resumes it by. */
  public Bytes id() {
    return id;
  }

  /** The agent is connected for the first time. */
  public List<RemoteAction> begin() {
    attached = true;
    List<RemoteAction> actions = new ArrayList<>();
    actions.add(write(new Frame.Ready(id, 0, false)));
    send(actions);
    return actions;
  }

  /**
   * The agent is connected again, after a connection that is gone.
   *
   * @param sequence of the last delivery that it has got
   */
  public List<RemoteAction> resume(long sequence) {
    detach();
    if (sequence < 0 || !buffer.resume(sequence)) {
      return List.of(new Fail(neverSent(sequence)));
    }
    attached = true;
    List<RemoteAction> actions = new ArrayList<>();
    actions.add(write(new Frame.Ready(id, sequence, true)));
    send(actions);
    return actions;
  }

  /** The connection is gone; the session waits for another one. */
  public void detach() {
    attached = false;
    buffer.land();
  }

  /**
   * Keeps room for a delivery.
   *
   * @throws LimitExceededException if there is none; {@link #missed} if it is lost by that
   */
  public void reserve(int bytes) throws LimitExceededException {
    buffer.reserve(bytes);
  }

  /** Gives the room up. */
  public void release(int bytes) {
    buffer.release(bytes);
  }

  /**
   * A message for the agent.
   *
   * @param message in its canonical form
   * @param bytes its size
   * @param keep whether its sender has been promised that it is here: it is not dropped for want of
   *     room
   */
  public List<RemoteAction> deliver(String message, int bytes, boolean keep, long nowNanos) {
    buffer.expire(nowNanos);
    buffer.add(message, bytes, keep, nowNanos);
    return sent();
  }

  /** A message for the agent found no room. */
  public List<RemoteAction> missed() {
    buffer.missed();
    return sent();
  }

  /** Drops what has waited too long; to be called from time to time. */
  public List<RemoteAction> tick(long nowNanos) {
    buffer.expire(nowNanos);
    return sent();
  }

  /** The agent has got all deliveries up to a number. */
  public List<RemoteAction> received(long sequence) {
    if (sequence < 0 || !buffer.acknowledge(sequence)) {
      return List.of(new Fail(neverSent(sequence)));
    }
    return sent();
  }

  /**
   * The agent says something.
   *
   * @param messageId the id that it gives it
   */
  public List<RemoteAction> said(String messageId, long nowNanos) {
    if (answers.knows(messageId)) {
      return answers
          .answer(messageId)
          .<List<RemoteAction>>map(a -> List.of(new Write(a)))
          .orElse(List.of());
    }
    List<RemoteAction> actions = new ArrayList<>();
    boolean allowed = rate.take(nowNanos);
    slowDown(allowed, nowNanos).ifPresent(told -> actions.add(write(told)));
    try {
      if (!allowed) {
        throw settings.rate().refuse("messages of the agent", settings.rate().value() + 1);
      }
      settings.maxPending().check("messages of the agent at once", answers.pending() + 1L);
      traffic.begin();
    } catch (LimitExceededException e) {
      actions.add(write(Frame.Problem.of(e).about(messageId)));
      return actions;
    }
    answers.begin(messageId);
    actions.add(new Submit(messageId));
    return actions;
  }

  /** Whether the agent is to be told to say less: for its own rate, its own messages, or all. */
  private Optional<Frame.SlowDown> slowDown(boolean allowed, long nowNanos) {
    Optional<Frame.SlowDown> told = Optional.empty();
    if (!rate.isLow()) {
      warned = false;
    } else if (!warned || !allowed) {
      warned = true;
      told = Optional.of(slowDown(rate.untilHalf(), settings.rate()));
    }
    boolean waits = nowNanos - pausedUntilNanos < 0; // it was told
    long pending = answers.pending() + 1L;
    long most = settings.maxPending().value();
    boolean first = 4 * pending > 3 * most && !crowded && !waits;
    crowded = 2 * pending > most && (crowded || first);
    if (told.isEmpty() && first) {
      told = Optional.of(slowDown(traffic.pause().orElse(CROWDED), settings.maxPending()));
    } else if (told.isEmpty() && !waits) {
      told = traffic.pause().map(pause -> slowDown(pause, traffic.limit()));
    }
    told.ifPresent(t -> pausedUntilNanos = nowNanos + t.retryAfter().toNanos());
    return told;
  }

  private static Frame.SlowDown slowDown(Duration wait, Limit limit) {
    return new Frame.SlowDown(wait, Optional.of(limit.value()), Optional.of(limit.key()));
  }

  /**
   * The agent asks for something that costs a verification; it counts as a message of its pace.
   *
   * @return the refusal, if it is too fast
   */
  public Optional<Frame.Problem> asks(long nowNanos) {
    return rate.take(nowNanos)
        ? Optional.empty()
        : Optional.of(
            Frame.Problem.of(
                settings.rate().refuse("frames of the agent", settings.rate().value() + 1)));
  }

  /**
   * A message of the agent was taken. It is not sent again.
   *
   * @param taken the answer, with the agent's id
   */
  public List<RemoteAction> settled(Frame.Taken taken) {
    String text = Frames.write(taken);
    answers.settle(taken.id(), text);
    traffic.end();
    return answer(text);
  }

  /**
   * A message of the agent was not sent. If that may change, the agent can say it again.
   *
   * @param problem the answer, with the agent's id
   */
  public List<RemoteAction> settled(Frame.Problem problem) {
    String text = Frames.write(problem);
    if (problem.retryable()) {
      answers.forget(problem.id().orElseThrow());
    } else {
      answers.settle(problem.id().orElseThrow(), text);
    }
    traffic.end();
    return answer(text);
  }

  /** How it stands. */
  public State state() {
    return new State(
        attached,
        buffer.last(),
        buffer.acknowledged(),
        buffer.frames(),
        buffer.bytes(),
        buffer.dropped(),
        answers.pending());
  }

  private List<RemoteAction> answer(String text) {
    return attached ? List.of(new Write(text)) : List.of();
  }

  private List<RemoteAction> sent() {
    List<RemoteAction> actions = new ArrayList<>();
    send(actions);
    return actions;
  }

  private void send(List<RemoteAction> actions) {
    if (!attached) {
      return;
    }
    for (Entry entry : buffer.take()) {
      if (entry instanceof Held held) {
        actions.add(new Write(Frames.delivery(held.to(), held.text())));
      } else if (entry instanceof Missing gap) {
        actions.add(write(new Frame.Gap(gap.from(), gap.to(), gap.reason())));
      }
    }
  }

  private static Write write(Frame frame) {
    return new Write(Frames.write(frame));
  }

  private static Frame.Problem neverSent(long sequence) {
    return Frame.Problem.of(
        "sequence",
        "the delivery %s has never been sent in this session"
            .formatted(Long.toUnsignedString(sequence)),
        "name the sequence of the last delivery or gap that has come",
        false);
  }
}
