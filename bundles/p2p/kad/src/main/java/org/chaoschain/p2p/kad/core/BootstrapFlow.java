// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.util.Optional;

/**
 * How a node comes into the network: it contacts bootstrap nodes, takes their peer list, asks the
 * DHT, and is active with the peers found. A node that has lost all its peers begins again; between
 * attempts without success it waits, each time longer. Pure: what happens and the time come in, the
 * steps come out. Times are nanoseconds of one clock. Not safe for use by many threads.
 */
public final class BootstrapFlow {
  /** Where it is. */
  public enum State {
    /** Not begun, or ended. */
    IDLE,
    /** No peer is connected; bootstrap nodes and known peers are dialled. */
    CONTACTING,
    /** A peer is connected; its peer list is awaited. */
    PEER_LIST,
    /** This node looks for itself in the DHT, and refreshes its table. */
    DHT_QUERY,
    /** Done: in the network. */
    ACTIVE,
    /** Nobody could be reached; the next attempt comes later. */
    WAITING
  }

  /**
   * How long it takes at most.
   *
   * @param contact to connect with the first peer
   * @param peerList to hear of further peers
   * @param query to ask the DHT
   */
  public record Timeouts(Duration contact, Duration peerList, Duration query) {
    /** The defaults. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  /** The pauses between attempts that fail. */
  public interface Pauses {
    /**
     * The pause after some failures in a row.
     *
     * @param failures 1 or more
     */
    Duration after(int failures);
  }

  /**
   * A step from one state to the next.
   *
   * @param from the state left
   * @param to the state entered
   * @param took how long the state left has lasted
   * @param attempt which attempt this is since the node was last active, 1 the first
   * @param why what has happened
   */
  public record Step(State from, State to, Duration took, int attempt, String why) {}

  private final Timeouts timeouts;
  private final Pauses pauses;
  private State state = State.IDLE;
  private long enteredAt;
  private long dueAt;
  private int attempt;
  private int peers;
  private boolean listed;
  private Duration lastRun = Duration.ZERO;
  private long runBegan;

  /** Makes one that has not begun. */
  public BootstrapFlow(Timeouts timeouts, Pauses pauses) {
    this.timeouts = timeouts;
    this.pauses = pauses;
  }

  /** Begins; does nothing if it has begun. */
  public Optional<Step> start(long now) {
    if (state != State.IDLE) {
      return Optional.empty();
    }
    return Optional.of(begin("the node has started", now));
  }

  private Step begin(String why, long now) {
    attempt = 1;
    listed = false;
    runBegan = now;
    return enter(State.CONTACTING, timeouts.contact(), why, now);
  }

  /** Ends; can begin again. */
  public Optional<Step> stop(long now) {
    return state == State.IDLE
        ? Optional.empty()
        : Optional.of(enter(State.IDLE, Duration.ZERO, "the node stops", now));
  }

  /** So many peers are connected now. */
  public Optional<Step> connected(int count, long now) {
    peers = count;
    if (state == State.IDLE) {
      return Optional.empty();
    }
    if (count == 0) {
      return state == State.CONTACTING || state == State.WAITING
          ? Optional.empty()
          : Optional.of(begin("all peers are lost", now));
    }
    return state == State.CONTACTING || state == State.WAITING
        ? Optional.of(
            enter(State.PEER_LIST, timeouts.peerList(), count + " peers are connected", now))
        : Optional.empty();
  }

  /** A peer list has told of peers that are not connected. */
  public Optional<Step> listed(long now) {
    listed = true;
    return state == State.PEER_LIST
        ? Optional.of(enter(State.DHT_QUERY, timeouts.query(), "a peer list has come", now))
        : Optional.empty();
  }

  /** The DHT was asked, and so many peers have a place in the table. */
  public Optional<Step> queried(int tableSize, long now) {
    if (state != State.DHT_QUERY) {
      return Optional.empty();
    }
    lastRun = Duration.ofNanos(now - runBegan);
    return Optional.of(
        enter(
            State.ACTIVE,
            Duration.ZERO,
            "the DHT was asked, %d peers are in the table and %d connected"
                .formatted(tableSize, peers),
            now));
  }

  /** Time has passed; see {@link #due}. */
  public Optional<Step> tick(long now) {
    if (state == State.IDLE || state == State.ACTIVE || now - dueAt < 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (state) {
          case PEER_LIST ->
              enter(
                  State.DHT_QUERY,
                  timeouts.query(),
                  listed ? "a peer list has come" : "no peer list has come in time",
                  now);
          case DHT_QUERY -> {
            lastRun = Duration.ofNanos(now - runBegan);
            yield enter(State.ACTIVE, Duration.ZERO, "the DHT has not answered in time", now);
          }
          case CONTACTING -> {
            Duration pause = pauses.after(attempt);
            yield enter(State.WAITING, pause, "nobody could be reached", now);
          }
          default -> {
            attempt++;
            yield enter(State.CONTACTING, timeouts.contact(), "the pause is over", now);
          }
        });
  }

  private Step enter(State next, Duration atMost, String why, long now) {
    Step step = new Step(state, next, Duration.ofNanos(now - enteredAt), attempt, why);
    if (state == State.IDLE) {
      step = new Step(state, next, Duration.ZERO, attempt, why);
    }
    state = next;
    enteredAt = now;
    dueAt = now + atMost.toNanos();
    return step;
  }

  /** How long until {@link #tick} has to be called; empty if it need not be. */
  public Optional<Duration> due(long now) {
    return state == State.IDLE || state == State.ACTIVE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, dueAt - now)));
  }

  /** Where it is. */
  public State state() {
    return state;
  }

  /** How long it has been there. */
  public Duration since(long now) {
    return state == State.IDLE ? Duration.ZERO : Duration.ofNanos(now - enteredAt);
  }

  /** Which attempt this is, 1 the first; 0 before the start. */
  public int attempt() {
    return attempt;
  }

  /** How long the last run took from the loss of all peers, or the start, until it was active. */
  public Duration lastRun() {
    return lastRun;
  }
}
