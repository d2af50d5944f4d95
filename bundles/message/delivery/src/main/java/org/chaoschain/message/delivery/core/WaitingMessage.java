// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.LocalAgents.Place;

/** A verified message on its way to its type's handler. Safe for use by many threads. */
public final class WaitingMessage {
  private final SignedMessage message;
  private final Origin origin;
  private final long arrivedNanos;
  private final Instant expiry;
  private final CompletableFuture<Outcome> handled = new CompletableFuture<>();
  private final AtomicReference<Place> place = new AtomicReference<>();
  private volatile long kept;

  // guarded by the MessageQueues that hold it
  private boolean judged;
  private Optional<Priority> ofType = Optional.empty();
  private Priority priority = Priority.MEDIUM;
  private boolean inHand;
  private boolean entering;
  private boolean behind;
  private boolean shownParked;
  private Lane lane;
  private Optional<PluginAccount> room = Optional.empty();

  /**
   * A message that has not been judged by its type yet.
   *
   * @param arrivedNanos when, by a clock that never steps back
   * @param expiry when it is void
   */
  public WaitingMessage(SignedMessage message, Origin origin, long arrivedNanos, Instant expiry) {
    this.message = message;
    this.origin = origin;
    this.arrivedNanos = arrivedNanos;
    this.expiry = expiry;
  }

  /** The message. */
  public SignedMessage message() {
    return message;
  }

  /** How it came. */
  public Origin origin() {
    return origin;
  }

  /** When it came, by a clock that never steps back. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** When it is void. */
  public Instant expiry() {
    return expiry;
  }

  /** Says what became of it: handled, refused, or parked. */
  public CompletableFuture<Outcome> handled() {
    return handled;
  }

  /** Keeps a place in the mailbox of the agent it is for. */
  public void keepPlace(Place kept) {
    place.set(kept);
  }

  /** Hands the place out, once. */
  public Optional<Place> takePlace() {
    return Optional.ofNullable(place.getAndSet(null));
  }

  /**
   * Its type's rules have found it good.
   *
   * @param declared the class that the type gives it
   */
  public void judgedGood(Priority declared) {
    judged = true;
    ofType = Optional.of(declared);
  }

  /** The class that its type gives it, once that has judged it. */
  public Optional<Priority> ofType() {
    return ofType;
  }

  /** Whether its type's rules have found it good. */
  public boolean judged() {
    return judged;
  }

  /** It is on the disk under a number, 1 or more, until its agent has handled it. */
  public void keptAs(long number) {
    kept = number;
  }

  /** Its number on the disk; 0 if it is not there. */
  public long kept() {
    return kept;
  }

  /** Its class, as decided after its sender was proved. */
  public Priority priority() {
    return priority;
  }

  /** Sets its class, before it is released to be handled. */
  public void priority(Priority decided) {
    priority = decided;
  }

  int size() {
    return message.wire().size();
  }

  boolean inHand() {
    return inHand;
  }

  void inHand(boolean now) {
    inHand = now;
  }

  /** Whether it was offered and not released yet. */
  boolean entering() {
    return entering;
  }

  /** It was released for the first time. */
  void entered() {
    entering = false;
  }

  /** Whether it, or one that its sender said before it, was not released yet. */
  boolean behind() {
    return behind;
  }

  void behind(boolean now) {
    behind = now;
  }

  /** It was offered: it is in hand and in a lane. */
  void enter(Lane entered) {
    inHand = true;
    entering = true;
    behind = true;
    lane = entered;
  }

  /** An account has kept room for it. */
  void keepRoom(PluginAccount account) {
    room = Optional.of(account);
  }

  /** Gives back the room that an account has kept for it, once. */
  void giveRoomBack() {
    room.ifPresent(account -> account.releaseQueue(size()));
    room = Optional.empty();
  }

  Lane lane() {
    return lane;
  }

  /** Answers whether it was not shown as parked before, and remembers that it is now. */
  boolean showParked() {
    boolean first = !shownParked;
    shownParked = true;
    return first;
  }
}
