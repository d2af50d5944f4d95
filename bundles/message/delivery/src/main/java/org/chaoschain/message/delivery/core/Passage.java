// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.MessageQueues.Offered;

/**
 * A message on its way in, with what the steps have found by now. For one thread at a time; who
 * hands it to another thread does so by something that orders their work.
 */
public final class Passage {
  private final Bytes wire;
  private final Origin origin;
  private final CompletableFuture<Outcome> handled;
  private final boolean signedHere;
  private SignedMessage message;
  private WaitingMessage waiting;
  private Offered offered;
  private boolean behind;
  private Runnable givenUp = () -> {};
  private long nanos;
  private Instant now = Instant.EPOCH;

  /**
   * Bytes that have come.
   *
   * @param handled will say what becomes of the message
   */
  public Passage(Bytes wire, Origin origin, CompletableFuture<Outcome> handled) {
    this(wire, origin, handled, false);
  }

  private Passage(
      Bytes wire, Origin origin, CompletableFuture<Outcome> handled, boolean signedHere) {
    this.wire = wire;
    this.origin = origin;
    this.handled = handled;
    this.signedHere = signedHere;
  }

  /**
   * A message that this node has made and signed itself since it was started.
   *
   * @param handled will say what becomes of the message
   */
  public static Passage signedHere(SignedMessage message, CompletableFuture<Outcome> handled) {
    Passage passage = new Passage(message.wire(), new Origin.Own(), handled, true);
    passage.message = message;
    return passage;
  }

  /** A message that waits for its type, for the steps from {@link Stage#BACKLOG} on. */
  public static Passage of(WaitingMessage waiting) {
    Passage passage = new Passage(waiting.message().wire(), waiting.origin(), waiting.handled());
    passage.message = waiting.message();
    passage.waiting = waiting;
    return passage;
  }

  /** Whether there is a message already, whose signature was made here and needs no proof. */
  public boolean isSignedHere() {
    return signedHere;
  }

  /** The bytes as they came. */
  public Bytes wire() {
    return wire;
  }

  /** How they came. */
  public Origin origin() {
    return origin;
  }

  /** Will say what becomes of the message. */
  public CompletableFuture<Outcome> handled() {
    return handled;
  }

  /** The message; there is one after {@link Stage#STRUCTURE}. */
  public SignedMessage message() {
    return message;
  }

  /** The bytes are this message. */
  public void read(SignedMessage read) {
    message = read;
  }

  /** The message as it waits for its type; there is one from {@link Stage#BACKLOG} on. */
  public WaitingMessage waiting() {
    return waiting;
  }

  /** It waits for its type from now on. */
  public void waitsAs(WaitingMessage waits) {
    waiting = waits;
  }

  /** Whether earlier messages wait on the disk for its type; known after {@link Stage#BACKLOG}. */
  public boolean behind() {
    return behind;
  }

  /** Earlier messages wait on the disk for its type. */
  void waitsBehind() {
    behind = true;
  }

  /** Where it was queued; known after {@link Stage#QUEUE}. */
  public Offered offered() {
    return offered;
  }

  /** It was queued. */
  void offered(Offered queued) {
    offered = queued;
  }

  /** The time of the steps that come now, by a clock that never steps back. */
  public long nanos() {
    return nanos;
  }

  /** The time on this node's clock when it was read. */
  public Instant now() {
    return now;
  }

  /** It is that late now, for the steps that come. */
  public Passage at(long nowNanos) {
    nanos = nowNanos;
    return this;
  }

  /** As above, before {@link Stage#FRESHNESS}. */
  public Passage at(long nowNanos, Instant wallClock) {
    now = wallClock;
    return at(nowNanos);
  }

  /** What is done should a plugin that is asked not return. */
  public Runnable givenUp() {
    return givenUp;
  }

  /** Sets what is done should a plugin that is asked not return. */
  public void givenUp(Runnable action) {
    givenUp = action;
  }
}
