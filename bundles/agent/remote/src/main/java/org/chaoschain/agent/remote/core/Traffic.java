// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.chaoschain.agent.remote.core.RemoteAction.Wake;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;

/**
 * The messages of all remote agents: which are being sent, which wait for room, and how fast they
 * leave. When half of the room is taken the node carries less than its agents say: each agent that
 * says something is asked to wait for about as long as the node needs for what it has.
 *
 * <p>Room is given by these rules, in the manner of the dynamic thresholds of shared switch buffers
 * (Choudhury and Hahne, 1998):
 *
 * <ul>
 *   <li>No agent has more than {@code agent.remote.max.pending} under way, and all together not
 *       more than {@code agent.remote.max.sending}.
 *   <li>Beyond half of the room of all, an agent gets more only while it has less under way than an
 *       equal share of the room that is <em>left</em>, shared among the agents that have something
 *       under way or waiting; one message is always its share. So the more agents hold room with
 *       messages that do not end, the less each of them gets, and room stays for those that come.
 *   <li>Who has least under way is served first; those with equally much in turn. One message of an
 *       agent never overtakes another.
 * </ul>
 *
 * <p>The bytes that wait are shared by the same rule, without the one message that is always
 * allowed: beyond half, large messages are refused before small ones.
 *
 * <p>Safe for use by many threads: it has a lock of its own, calls nobody while it holds it, and
 * keeps no time of its own. No waiting message could get room between two calls.
 */
public final class Traffic {
  private static final double MILLIS = 1e3;
  private static final long SHORTEST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  private final RemoteSettings settings;
  private final Counter waited;
  private final Counter expired;
  private final Counter unsent;

  // guarded by this
  private final NavigableSet<Flow> queue =
      new TreeSet<>(
          Comparator.<Flow>comparingInt(flow -> flow.sending).thenComparingLong(flow -> flow.turn));
  private long sending;
  private long waiting;
  private long waitingBytes;
  private long agents;
  private long turns;
  private long ended;
  private long sinceNanos;
  private double perSecond;

  /** With nothing being sent. */
  public Traffic(RemoteSettings settings, Metrics metrics, long nowNanos) {
    this.settings = settings;
    this.waited = metrics.counter("agent.remote.waited");
    this.expired = metrics.counter("agent.remote.expired");
    this.unsent = metrics.counter("agent.remote.unsent");
    this.sinceNanos = nowNanos;
  }

  /**
   * Takes a message: it has room, or waits for it. Nobody else can get room by that.
   *
   * @return whether it has room, and is among {@link #granted}
   * @throws LimitExceededException if it can neither be sent nor wait; nothing has changed
   */
  synchronized boolean take(Flow flow, Waiting message) throws LimitExceededException {
    if (flow.line.isEmpty() && hasRoom(flow)) {
      agents += flow.isActive() ? 0 : 1;
      flow.granted.add(message);
      flow.sending++;
      sending++;
      return true;
    }
    settings.maxWaiting().check("messages of the agent that wait", flow.line.size() + 1L);
    requireBytes(flow, message.bytes());
    agents += flow.isActive() ? 0 : 1;
    if (flow.line.isEmpty()) {
      flow.turn = ++turns;
    }
    flow.line.add(message);
    flow.bytes += message.bytes();
    waitingBytes += message.bytes();
    waiting++;
    waited.increment();
    queue.add(flow);
    return false;
  }

  /** Hands out the messages that have got room since the last call, the oldest first. */
  synchronized List<Waiting> granted(Flow flow) {
    List<Waiting> all = List.copyOf(flow.granted);
    flow.granted.clear();
    return all;
  }

  /**
   * A message has been answered, in whatever way.
   *
   * @param actions gets who else has room by that; the flow itself is to look at {@link #granted}
   */
  synchronized void end(Flow flow, List<RemoteAction> actions) {
    leave(flow, 1);
    ended++;
    grant(flow, actions);
  }

  /** Takes the messages out of the line whose life is over. */
  synchronized List<Waiting> expire(Flow flow, long nowNanos, List<RemoteAction> actions) {
    List<Waiting> over = new ArrayList<>();
    for (Iterator<Waiting> line = flow.line.iterator(); line.hasNext(); ) {
      Waiting message = line.next();
      if (message.isOver(nowNanos)) {
        line.remove();
        over.add(message);
      }
    }
    if (!over.isEmpty()) {
      dropped(flow, over);
      grant(flow, actions);
    }
    return over;
  }

  /** A message is told to its agent as expired. */
  void expired() {
    expired.increment();
  }

  /**
   * The session is over: what has not been taken up will not be sent. What is being sent counts
   * until its {@link #end}.
   */
  synchronized void close(Flow flow, List<RemoteAction> actions) {
    unsent.add(flow.granted.size() + flow.line.size());
    List<Waiting> line = List.copyOf(flow.line);
    flow.line.clear();
    dropped(flow, line);
    leave(flow, flow.granted.size());
    flow.granted.clear();
    grant(flow, actions);
  }

  /** After messages have been taken out of the line. */
  private void dropped(Flow flow, List<Waiting> messages) {
    if (messages.isEmpty()) {
      return;
    }
    for (Waiting message : messages) {
      flow.bytes -= message.bytes();
      waitingBytes -= message.bytes();
      waiting--;
    }
    if (flow.line.isEmpty()) {
      queue.remove(flow);
      agents -= flow.isActive() ? 0 : 1;
    }
  }

  private void leave(Flow flow, int messages) {
    if (messages == 0) {
      return;
    }
    if (flow.sending < messages) {
      throw new IllegalStateException("no message of the agent is being sent");
    }
    boolean waits = queue.remove(flow); // before its place changes
    flow.sending -= messages;
    sending -= messages;
    if (waits) {
      queue.add(flow);
    }
    agents -= flow.isActive() ? 0 : 1;
  }

  /** Gives out the room that there is; who has nothing to take up already is to be told. */
  private void grant(Flow self, List<RemoteAction> actions) {
    while (!queue.isEmpty() && hasRoom(queue.first())) {
      Flow flow = queue.pollFirst();
      Waiting message = flow.line.remove();
      flow.bytes -= message.bytes();
      waitingBytes -= message.bytes();
      waiting--;
      flow.sending++;
      sending++;
      if (flow != self && flow.granted.isEmpty()) {
        actions.add(new Wake(flow.wake));
      }
      flow.granted.add(message);
      if (!flow.line.isEmpty()) {
        flow.turn = ++turns;
        queue.add(flow);
      }
    }
  }

  private boolean hasRoom(Flow flow) {
    long left = settings.maxSending() - sending;
    if (left <= 0 || flow.sending >= settings.maxPending()) {
      return false;
    }
    return 2 * sending < settings.maxSending() || flow.sending < Math.max(1, left / sharers(flow));
  }

  private void requireBytes(Flow flow, int bytes) throws LimitExceededException {
    Limit limit = settings.maxWaitingBytes();
    long left = limit.value() - waitingBytes;
    long most = 2 * waitingBytes < limit.value() ? flow.bytes + left : left / sharers(flow);
    new Limit(limit.key(), most, limit.unit(), limit.refused())
        .check("bytes of the agent's messages that wait", flow.bytes + bytes);
  }

  private long sharers(Flow flow) {
    return agents + (flow.isActive() ? 0 : 1);
  }

  /**
   * How long an agent is to wait, until all that there is may have left, or, if that is longer,
   * what waits of its own with each agent having its turn; empty if there is room.
   */
  synchronized Optional<Duration> pause(Flow flow) {
    if (2 * sending <= settings.maxSending()) {
      return Optional.empty();
    }
    long before = Math.max(sending + waiting, flow.line.size() * agents);
    double millis = perSecond > 0 ? MILLIS * before / perSecond : MILLIS;
    return Optional.of(
        Duration.ofMillis(Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, Math.round(millis)))));
  }

  /** Whether the agent itself has as much under way as it may. */
  synchronized boolean isFull(Flow flow) {
    return flow.sending >= settings.maxPending();
  }

  /** Messages of one session that wait. */
  synchronized int waiting(Flow flow) {
    return flow.line.size();
  }

  /** Messages that are being sent. */
  public synchronized long sending() {
    return sending;
  }

  /** Messages that wait for room. */
  public synchronized long waiting() {
    return waiting;
  }

  /** Bytes of the messages that wait. */
  public synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Agents that have something under way or waiting. */
  synchronized long agents() {
    return agents;
  }

  /** Looks how fast they leave; to be called about once a second. */
  public synchronized void tick(long nowNanos) {
    double seconds = (nowNanos - sinceNanos) / 1e9;
    if (seconds > 0) {
      perSecond = ended / seconds;
      ended = 0;
      sinceNanos = nowNanos;
    }
  }
}
