// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which bootstrap entry is to be tried when: at once at first, then after pauses that double while
 * the peer is not connected; an entry whose peer is connected rests. Pure: times come in as
 * nanoseconds of one clock. Not safe for use by many threads.
 *
 * @param <E> an entry
 */
public final class BootstrapPlan<E> {
  private static final class State {
    long dueAt;
    int attempts;
    boolean connected;
  }

  private final Map<E, State> states = new LinkedHashMap<>();
  private final Backoff backoff;
  private final RandomGenerator random;

  /** Makes a plan in which every entry is due at {@code now}. */
  public BootstrapPlan(List<E> entries, Backoff backoff, RandomGenerator random, long now) {
    this.backoff = backoff;
    this.random = random;
    for (E entry : entries) {
      State state = new State();
      state.dueAt = now;
      states.put(entry, state);
    }
  }

  /** The entries that are due; each is then due again after its next pause. */
  public List<E> due(long now) {
    List<E> due = new ArrayList<>();
    states.forEach(
        (entry, state) -> {
          if (!state.connected && state.dueAt - now <= 0) {
            state.attempts++;
            state.dueAt = now + backoff.pause(state.attempts, random).toNanos();
            due.add(entry);
          }
        });
    return due;
  }

  /**
   * More peers are wanted: an entry whose pause is longer than the first one is due after the first
   * one.
   */
  public void hurry(long now) {
    for (State state : states.values()) {
      long soon = now + backoff.first().toNanos();
      if (!state.connected && state.dueAt - soon > 0) {
        state.dueAt = soon;
      }
    }
  }

  /** The entry's peer is connected: it rests. */
  public void connected(E entry) {
    State state = states.get(entry);
    if (state != null) {
      state.connected = true;
      state.attempts = 0;
    }
  }

  /** The entry's peer is not connected any more: it is due after the first pause. */
  public void disconnected(E entry, long now) {
    State state = states.get(entry);
    if (state != null && state.connected) {
      state.connected = false;
      state.attempts = 1;
      state.dueAt = now + backoff.pause(1, random).toNanos();
    }
  }

  /** How long until something is due; empty if everything rests. */
  public Optional<Duration> untilNext(long now) {
    return states.values().stream()
        .filter(state -> !state.connected)
        .map(state -> Duration.ofNanos(Math.max(0, state.dueAt - now)))
        .min(Duration::compareTo);
  }
}
