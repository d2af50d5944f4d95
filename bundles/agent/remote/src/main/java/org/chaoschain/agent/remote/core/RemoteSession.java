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
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;

/**
 * What a node keeps of one remote agent after the handshake, over the connections that come one
 * after the other. Deliveries are numbered; each is seen once and in order by an agent that follows
 * the protocol, or is in a gap. A message of the agent is sent once, however often it is said.
 *
 * <p>A message that finds no room is not refused: it waits in a line, behind those of the agent
 * that came before, and the agent is told to slow down. It keeps its place over a cut. Only what
 * finds the line full is refused. Reading from the agent goes on meanwhile, and has to: its
 * acknowledgements of deliveries come by the same connection, and what agents wait for may be each
 * other's.
 *
 * <p>Not safe for use by several threads. Times are of a clock that never steps back.
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
  private final Flow flow;
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
   * @param waiting messages of the agent that wait for room
   */
  public record State(
      boolean attached,
      long last,
      long acknowledged,
      int frames,
      long bytes,
      long dropped,
      int pending,
      int waiting) {}

  /**
   * A session without a connection.
   *
   * @param id what the agent resumes it by, 16 bytes
   * @param traffic of all sessions
   * @param waker is handed out by a {@link RemoteAction.Wake} of whatever session frees the room
   *     that a message here waits for; whoever gets it has {@link #roomCame} called
   */
  public RemoteSession(
      Bytes id, RemoteSettings settings, Traffic traffic, Runnable waker, long nowNanos) {
    this.id = id;
    this.traffic = traffic;
    this.flow = new Flow(waker);
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

  /** The connection is gone; the session waits for another one, and goes on with its messages. */
  public void detach() {
    attached = false;
    buffer.land();
  }

  /**
   * The session is over for good. Messages that wait are not sent any more; those that are being
   * sent take room until they are {@link #settled}. To be called once.
   */
  public List<RemoteAction> end() {
    detach();
    List<RemoteAction> actions = new ArrayList<>();
    traffic.close(flow, actions);
    return actions;
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
    List<RemoteAction> actions = sent();
    expire(nowNanos, actions);
    takeUp(nowNanos, actions);
    return actions;
  }

  /** Messages that waited may have got room. */
  public List<RemoteAction> roomCame(long nowNanos) {
    List<RemoteAction> actions = new ArrayList<>();
    takeUp(nowNanos, actions);
    return actions;
  }

  /** The agent has got all deliveries up to a number. */
  public List<RemoteAction> received(long sequence) {
    if (sequence < 0 || !buffer.acknowledge(sequence)) {
      return List.of(new Fail(neverSent(sequence)));
    }
    return sent();
  }

  /**
   * The agent says something. It is sent, or waits, or is refused for now.
   *
   * @param bytes the size of the frame that it came in
   */
  public List<RemoteAction> said(Saying saying, int bytes, long nowNanos) {
    if (answers.knows(saying.id())) {
      return answers
          .answer(saying.id())
          .<List<RemoteAction>>map(a -> List.of(new Write(a)))
          .orElse(List.of());
    }
    List<RemoteAction> actions = new ArrayList<>();
    expire(nowNanos, actions);
    boolean allowed = rate.take(nowNanos);
    Optional<Frame.SlowDown> told = slowDown(allowed, nowNanos);
    Optional<Frame.Problem> refused = Optional.empty();
    boolean room = false;
    try {
      if (!allowed) {
        throw settings.rate().refuse("messages of the agent", settings.rate().value() + 1);
      }
      room = traffic.take(flow, new Waiting(saying, bytes, nowNanos));
      answers.begin(saying.id());
    } catch (LimitExceededException e) {
      refused = Optional.of(Frame.Problem.of(e).about(saying.id()));
    }
    boolean more = refused.isEmpty() && isLineHalf();
    if (allowed && !room && (!isTold(nowNanos) || more)) {
      told = Optional.of(tell(wanting(), nowNanos));
    }
    told.ifPresent(frame -> actions.add(write(frame)));
    refused.ifPresent(frame -> actions.add(write(frame)));
    takeUp(nowNanos, actions);
    return actions;
  }

  /** Whether the line has just become half full: what was told when it began is too short. */
  private boolean isLineHalf() {
    return 2L * traffic.waiting(flow) == settings.maxWaiting().value();
  }

  /** What a message waits for that finds no room. */
  private Frame.SlowDown wanting() {
    Duration wait = traffic.pause(flow).orElse(CROWDED);
    return traffic.isFull(flow) ? ofPending(wait) : ofSending(wait);
  }

  /** Answers the messages whose life was over before they got room. */
  private void expire(long nowNanos, List<RemoteAction> actions) {
    for (Waiting over : traffic.expire(flow, nowNanos, actions)) {
      expired(over, actions);
    }
  }

  /** Sends the messages that have got room. */
  private void takeUp(long nowNanos, List<RemoteAction> actions) {
    List<Waiting> granted = traffic.granted(flow);
    while (!granted.isEmpty()) {
      for (Waiting message : granted) {
        if (message.isOver(nowNanos)) {
          expired(message, actions);
          traffic.end(flow, actions);
        } else {
          actions.add(new Submit(message.at(nowNanos)));
        }
      }
      granted = traffic.granted(flow);
    }
  }

  private void expired(Waiting message, List<RemoteAction> actions) {
    traffic.expired();
    String id = message.saying().id();
    String text =
        Frames.write(
            Frame.Problem.of(
                    "expired",
                    "the message was not sent: its life was over before there was room for it (%s, %s)"
                        .formatted(RemoteSettings.MAX_PENDING, RemoteSettings.MAX_SENDING),
                    "wait when the node says slow_down; say it again with another id and a longer life",
                    false)
                .about(id));
    answers.settle(id, text);
    actions.addAll(answer(text));
  }

  /** Whether the agent is to be told to say less: for its own rate, its own messages, or all. */
  private Optional<Frame.SlowDown> slowDown(boolean allowed, long nowNanos) {
    Optional<Frame.SlowDown> told = Optional.empty();
    if (!rate.isLow()) {
      warned = false;
    } else if (!warned || !allowed) {
      warned = true;
      told =
          Optional.of(slowDown(rate.untilHalf(), settings.rate().value(), settings.rate().key()));
    }
    boolean waits = isTold(nowNanos);
    long pending = answers.pending() + 1L;
    long most = settings.maxPending();
    boolean first = 4 * pending > 3 * most && !crowded && !waits;
    crowded = 2 * pending > most && (crowded || first);
    if (told.isEmpty() && first) {
      told = Optional.of(ofPending(traffic.pause(flow).orElse(CROWDED)));
    } else if (told.isEmpty() && !waits) {
      told = traffic.pause(flow).map(this::ofSending);
    }
    return told.map(frame -> tell(frame, nowNanos));
  }

  /** Whether it was told to wait, and that time is not over. */
  private boolean isTold(long nowNanos) {
    return nowNanos - pausedUntilNanos < 0;
  }

  private Frame.SlowDown tell(Frame.SlowDown told, long nowNanos) {
    pausedUntilNanos = nowNanos + told.retryAfter().toNanos();
    return told;
  }

  private Frame.SlowDown ofPending(Duration wait) {
    return slowDown(wait, settings.maxPending(), RemoteSettings.MAX_PENDING);
  }

  private Frame.SlowDown ofSending(Duration wait) {
    return slowDown(wait, settings.maxSending(), RemoteSettings.MAX_SENDING);
  }

  private static Frame.SlowDown slowDown(Duration wait, long limit, String key) {
    return new Frame.SlowDown(wait, Optional.of(limit), Optional.of(key));
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
  public List<RemoteAction> settled(Frame.Taken taken, long nowNanos) {
    String text = Frames.write(taken);
    answers.settle(taken.id(), text);
    return settled(text, nowNanos);
  }

  /**
   * A message of the agent was not sent. If that may change, the agent can say it again.
   *
   * @param problem the answer, with the agent's id
   */
  public List<RemoteAction> settled(Frame.Problem problem, long nowNanos) {
    String text = Frames.write(problem);
    if (problem.retryable()) {
      answers.forget(problem.id().orElseThrow());
    } else {
      answers.settle(problem.id().orElseThrow(), text);
    }
    return settled(text, nowNanos);
  }

  private List<RemoteAction> settled(String text, long nowNanos) {
    List<RemoteAction> actions = new ArrayList<>(answer(text));
    traffic.end(flow, actions);
    takeUp(nowNanos, actions);
    return actions;
  }

  /** How it stands. */
  public State state() {
    int waiting = traffic.waiting(flow);
    return new State(
        attached,
        buffer.last(),
        buffer.acknowledged(),
        buffer.frames(),
        buffer.bytes(),
        buffer.dropped(),
        answers.pending() - waiting,
        waiting);
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
