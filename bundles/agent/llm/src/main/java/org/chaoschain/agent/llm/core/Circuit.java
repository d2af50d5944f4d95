// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.Duration;

/**
 * Leaves an endpoint alone that fails. After so many failures in a row nobody asks it for a while;
 * then one question tries whether it is well again, and if not the next pause is longer. An
 * endpoint may ask for a pause, too. Times are of {@code Clock.nanoTime}. Not safe for use by many
 * threads.
 */
public final class Circuit {
  private final int failuresAllowed;
  private final Backoff pauses;
  private int failures;
  private int openings;
  private boolean probing;
  private boolean keyRefused;
  private long pausedUntil;
  private boolean paused;

  /** What it lets through. */
  public enum State {
    /** All questions. */
    CLOSED,
    /** None. */
    OPEN,
    /** One. */
    PROBING
  }

  /**
   * Lets all through.
   *
   * @param failuresAllowed after so many in a row it opens, 1 or more
   * @param pauses how long it stays open
   */
  public Circuit(int failuresAllowed, Backoff pauses) {
    this.failuresAllowed = failuresAllowed;
    this.pauses = pauses;
  }

  /** What it lets through now. */
  public State state(long nanos) {
    if (isPaused(nanos)) {
      return State.OPEN;
    }
    return openings > 0 ? State.PROBING : State.CLOSED;
  }

  /** How long it stays open yet; zero if it is not. */
  public Duration openFor(long nanos) {
    return isPaused(nanos) ? Duration.ofNanos(pausedUntil - nanos) : Duration.ZERO;
  }

  /** Whether it has opened because the key was refused. */
  public boolean keyRefused() {
    return keyRefused;
  }

  private boolean isPaused(long nanos) {
    return paused && pausedUntil - nanos > 0;
  }

  /**
   * Whether a question may be asked. If so, one of {@link #succeeded}, {@link #failed} and {@link
   * #abandoned} must follow.
   */
  public boolean enter(long nanos) {
    State state = state(nanos);
    if (state == State.OPEN || (state == State.PROBING && probing)) {
      return false;
    }
    probing = state == State.PROBING;
    return true;
  }

  /** The endpoint has answered as it should. */
  public void succeeded() {
    failures = 0;
    openings = 0;
    probing = false;
    paused = false;
    keyRefused = false;
  }

  /** The question was taken back; nothing is known of the endpoint. */
  public void abandoned() {
    probing = false;
  }

  /**
   * The endpoint has not answered as it should.
   *
   * @param asked how long it asks to be left alone; zero if it does not
   * @param chance from 0 to below 1
   * @return whether the circuit has opened by that
   */
  public boolean failed(long nanos, Duration asked, double chance) {
    boolean probe = probing;
    probing = false;
    failures = Math.min(Integer.MAX_VALUE - 1, failures) + 1;
    boolean opens = !isPaused(nanos) && (probe || failures >= failuresAllowed);
    if (opens) {
      openings = Math.min(Integer.MAX_VALUE - 1, openings) + 1;
      pauseFor(nanos, pauses.pause(openings, chance));
    }
    if (!asked.isZero()) {
      pauseFor(nanos, asked);
    }
    return opens;
  }

  /**
   * The endpoint does not take the key: opens for the longest pause.
   *
   * @return whether that is new
   */
  public boolean refusedKey(long nanos) {
    boolean first = !keyRefused;
    probing = false;
    keyRefused = true;
    openings = Math.max(1, openings);
    pauseFor(nanos, pauses.last());
    return first;
  }

  private void pauseFor(long nanos, Duration time) {
    long until = nanos + time.toNanos();
    if (!isPaused(nanos) || until - pausedUntil > 0) {
      pausedUntil = until;
    }
    paused = true;
  }
}
