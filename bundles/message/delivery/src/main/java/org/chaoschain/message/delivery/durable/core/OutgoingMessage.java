// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.p2p.api.peer.PeerId;

/** A message in the {@link Outbox}: how it stands, and who may have a copy without an answer. */
final class OutgoingMessage {
  /** What it waits for. */
  enum State {
    /** To be on the disk before it is sent. */
    KEEPING,
    /** Its turn in its lane. */
    WAITING,
    /** The answer of an attempt. */
    TRYING,
    /** The time to ask again what became of it. */
    ASKING_LATER,
    /** The answer to the question what became of it. */
    ASKING,
    /** To be gone from the disk before its failure is told. */
    REMOVING
  }

  private final long number;
  private final Posting posting;
  private final long expiry;
  private final int size;
  private final Set<PeerId> open = new LinkedHashSet<>();
  private boolean openSomewhere;
  private State state = State.KEEPING;
  private Optional<Ending.Failed> last = Optional.empty();
  private boolean refused;
  private boolean shownUncertain;
  private int unansweredQuestions;
  private Optional<PeerId> asked = Optional.empty();

  OutgoingMessage(long number, Posting posting, long expiry, int size) {
    this.number = number;
    this.posting = posting;
    this.expiry = expiry;
    this.size = size;
  }

  long number() {
    return number;
  }

  Posting posting() {
    return posting;
  }

  AgentId target() {
    return posting.target();
  }

  long expiry() {
    return expiry;
  }

  int size() {
    return size;
  }

  State state() {
    return state;
  }

  void state(State now) {
    state = now;
  }

  /** A copy may be at a peer, and may be taken there at any time. */
  void copyAt(PeerId peer) {
    open.add(peer);
  }

  /** Copies may be anywhere: it was sent before this node stopped. */
  void copySomewhere() {
    openSomewhere = true;
  }

  /** Whether a copy may still be taken, or may have been. */
  boolean mayBeThere() {
    return openSomewhere || !open.isEmpty();
  }

  /** Where it may be sent while copies are open; anywhere if empty. */
  Set<PeerId> only() {
    return Set.copyOf(open);
  }

  /** Whom to ask next; empty for whoever hosts the agent. */
  Optional<PeerId> ask() {
    asked = open.stream().findFirst();
    return asked;
  }

  /** Whoever was asked takes no copy any more. */
  void closedWhereAsked() {
    asked.ifPresentOrElse(open::remove, () -> openSomewhere = false);
    asked = Optional.empty();
  }

  /** Why it was not taken at the last attempt. */
  void lastFailed(Reason reason, String why) {
    boolean cutShort = reason == Reason.EXPIRED && last.isPresent(); // says less than what is known
    if (!refused && !cutShort) {
      last = Optional.of(new Ending.Failed(reason, why));
    }
  }

  Optional<Ending.Failed> last() {
    return last;
  }

  /** A retry cannot help. */
  void refusedForGood() {
    refused = true;
  }

  boolean isRefusedForGood() {
    return refused;
  }

  /** Answers whether it was not shown as uncertain before. */
  boolean showUncertain() {
    boolean first = !shownUncertain;
    shownUncertain = true;
    return first;
  }

  boolean uncertain() {
    return shownUncertain;
  }

  int questionUnanswered() {
    return ++unansweredQuestions;
  }
}
