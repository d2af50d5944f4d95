// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.durable.core.Answer;
import org.chaoschain.message.delivery.durable.core.Posting;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * One attempt to bring a direct message to its agent, or to ask what became of it, with its
 * deadline. The first end counts. Safe for use by many threads.
 */
final class Letter {
  private final SignedMessage message;
  private final Posting posting;
  private final Instant expiry;
  private final boolean question;
  private final Set<PeerId> only;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile Reason reasonAtDeadline = Reason.UNREACHABLE;
  private volatile String stage = "the node of the agent was being looked for";

  // guarded by this: a copy that has left is never taken for one that has not
  private boolean ended;
  private boolean sent;
  private Optional<PeerId> to = Optional.empty();

  private Letter(
      SignedMessage message, Posting posting, Instant expiry, boolean question, Set<PeerId> only) {
    this.message = message;
    this.posting = posting;
    this.expiry = expiry;
    this.question = question;
    this.only = only;
  }

  /**
   * Brings a message.
   *
   * @param only peers it may go to; anywhere if empty
   */
  static Letter of(SignedMessage message, Posting posting, Instant expiry, Set<PeerId> only) {
    return new Letter(message, posting, expiry, false, only);
  }

  /** Asks what became of a message, and cancels it. */
  static Letter question(SignedMessage message, Posting posting, Instant expiry) {
    return new Letter(message, posting, expiry, true, Set.of());
  }

  /** What a letter is known by on a stream. */
  record Key(Bytes digest, boolean question) {}

  SignedMessage message() {
    return message;
  }

  /** Its place among others. */
  Posting posting() {
    return posting;
  }

  /** When the message is void. */
  Instant expiry() {
    return expiry;
  }

  boolean question() {
    return question;
  }

  Key key() {
    return new Key(message.digest(), question);
  }

  int size() {
    return question ? 0 : message.wire().size();
  }

  CompletableFuture<Answer> answer() {
    return answer;
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Answers whether it may go to a peer; if not, it has ended. */
  boolean goesTo(PeerId peer) {
    boolean may = only.isEmpty() || only.contains(peer);
    if (!may) {
      answered(new Answer.Moved("peer " + peer));
    }
    return may;
  }

  /** Answers whether it may be delivered on this node; if not, it has ended. */
  boolean goesHere() {
    if (!only.isEmpty()) {
      answered(new Answer.Moved("this node"));
    }
    return only.isEmpty();
  }

  /**
   * It leaves now, or is taken by this node itself if no peer is named; answers false if it has
   * ended before, and then it must not leave.
   */
  synchronized boolean leaves(Optional<PeerId> peer) {
    sent = !ended && !question;
    to = peer;
    return !ended;
  }

  /** Says what is waited for now, and what it means if the deadline comes meanwhile. */
  void waitsFor(String nowWaitsFor, Reason ifDeadline) {
    stage = nowWaitsFor;
    reasonAtDeadline = ifDeadline;
  }

  void deadline(Cancellable timer) {
    answer.whenComplete((result, failure) -> timer.cancel());
  }

  void late(Duration timeout) {
    fail(
        reasonAtDeadline,
        "no answer within %s: %s (message.delivery.direct.timeout)".formatted(timeout, stage));
  }

  void expired() {
    fail(
        reasonAtDeadline == Reason.NO_ANSWER ? Reason.NO_ANSWER : Reason.EXPIRED,
        "its life is over: " + stage);
  }

  void answered(Answer with) {
    synchronized (this) {
      ended = true;
    }
    answer.complete(with);
  }

  /** There will be no answer. */
  void fail(Reason reason, String why) {
    Answer nothing;
    synchronized (this) {
      ended = true;
      nothing = new Answer.Unanswered(reason, why, sent, to);
    }
    answer.complete(nothing);
  }
}
