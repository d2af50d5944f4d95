// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.Backlog.Restored;
import org.chaoschain.message.delivery.core.Freshness;
import org.chaoschain.message.delivery.core.Judgement.Stopped;
import org.chaoschain.message.delivery.core.LocalAgents.Place;
import org.chaoschain.message.delivery.core.LossRecords;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.MessageQueues.Offered;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Passage;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Stage;
import org.chaoschain.message.delivery.core.WaitingMessage;
import org.chaoschain.message.delivery.core.WayIn;

/**
 * Takes a message whose sender is proved along the rest of the {@link WayIn}: is its agent here, do
 * its type's rules take it, does its sender keep to its rates, is there room; then it is queued for
 * its type, or parked until the type is there. A direct message is in hand until it is on the disk.
 */
final class Admission {
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final MessageQueues queues;
  private final WayIn way;
  private final MessageClasses classes;
  private final Refusals refusals;
  private final Freshness freshness;
  private final TypeLanes lanes;
  private final MessageLog log;
  private final Keeper keeper;
  private final LossRecords losses;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile boolean stopped;

  Admission(
      DeliveryEnvironment environment,
      MessageQueues queues,
      TypeCalls calls,
      MessageClasses classes,
      WayIn way,
      Refusals refusals,
      MessageLog log,
      InboxSettings settings,
      JudgingSettings judging,
      Keeper keeper,
      LossRecords losses) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.queues = queues;
    this.way = way;
    this.refusals = refusals;
    this.freshness = settings.freshness();
    this.classes = classes;
    this.log = log;
    this.keeper = keeper;
    this.losses = losses;
    this.lanes = new TypeLanes(environment, queues, calls, settings.lanes(), judging, this::judged);
  }

  /** A message that has come as far as {@link Stage#STANDING}. */
  void admit(Passage passage, Arrival arrival) {
    SignedMessage signed = passage.message();
    WaitingMessage waiting =
        new WaitingMessage(
            signed, passage.origin(), passage.nanos(), freshness.expiryOf(signed.message()));
    passage.waitsAs(waiting);
    Optional<Refused> unplaced = walk(passage, Stage.BACKLOG, Stage.ADDRESSEE);
    if (unplaced.isPresent()) {
      refuse(waiting, unplaced.get(), arrival);
      return;
    }
    if (passage.behind()) {
      shelve(passage, arrival);
      return;
    }
    try {
      if (lanes.take(waiting, arrival)) {
        return;
      }
    } catch (LimitExceededException e) {
      refuse(waiting, new Refused(Refusal.OVERLOADED, e.getMessage(), false), arrival);
      return;
    }
    judged(waiting, arrival, walk(passage, Stage.RULES, Stage.RULES));
  }

  private Optional<Refused> walk(Passage passage, Stage first, Stage last) {
    return way.walk(passage, first, last) instanceof Stopped stopped
        ? Optional.of(stopped.refused())
        : Optional.empty();
  }

  private void judged(WaitingMessage waiting, Arrival arrival, Optional<Refused> refused) {
    Passage passage = Passage.of(waiting).at(environment.clock().nanoTime());
    Optional<Refused> stopped =
        refused.isPresent() ? refused : walk(passage, Stage.AGENT_RATE, Stage.QUEUE);
    if (stopped.isPresent()) {
      refuse(waiting, stopped.get(), arrival);
      return;
    }
    waiting.priority(classes.ofProved(waiting.message(), waiting.ofType(), passage.nanos()));
    Offered offered = passage.offered();
    offered.pushedOut().forEach(out -> expired(out, "pushed out by younger ones"));
    // until it is on the disk it is in hand: nobody handles it, nor what its sender says after it
    keeper.keep(
        waiting,
        () -> taken(waiting, arrival, offered),
        outcome -> notKept(waiting, arrival, offered, outcome));
  }

  /** Its type is not there, and earlier messages wait for that on the disk: so does this one. */
  private void shelve(Passage passage, Arrival arrival) {
    WaitingMessage waiting = passage.waiting();
    Optional<Refused> tooFast = walk(passage, Stage.AGENT_RATE, Stage.AGENT_RATE);
    if (tooFast.isPresent()) {
      refuse(waiting, tooFast.get(), arrival);
      return;
    }
    waiting.takePlace().ifPresent(Place::release);
    keeper.keep(
        waiting,
        () -> {
          keeper.backlog().add(waiting);
          recordParked(waiting.message().message());
          arrival.settle(Taken.PARKED);
        },
        outcome -> {
          if (outcome instanceof Refused refused) {
            refuse(waiting, refused, arrival);
          } else {
            arrival.settle(outcome);
          }
        });
  }

  private void taken(WaitingMessage waiting, Arrival arrival, Offered offered) {
    if (offered.parked()) {
      park(waiting, arrival);
    } else {
      metrics
          .counter("message.delivery.accepted", "type", waiting.message().message().typeName())
          .increment();
      heard(waiting);
      arrival.admitted().complete(Taken.ACCEPTED);
      waiting.handled().thenAccept(arrival.handled()::complete);
    }
    if (queues.release(waiting)) {
      showParked(List.of(waiting));
    }
    offered.lane().wakeLast();
  }

  private void notKept(WaitingMessage waiting, Arrival arrival, Offered offered, Outcome outcome) {
    queues.done(waiting);
    if (outcome instanceof Refused refused) {
      refuse(waiting, refused, arrival);
    } else {
      waiting.takePlace().ifPresent(Place::release);
      arrival.settle(outcome);
    }
    offered.lane().wake();
  }

  /** Queues a message of the backlog, if its agent, its type and room for it are there. */
  private Restored restore(SignedMessage signed, KeptMessage kept, long number) {
    if (!queues.fed(kept.type())) {
      return Restored.LATER;
    }
    WaitingMessage waiting =
        new WaitingMessage(
            signed,
            kept.origin(),
            environment.clock().nanoTime(),
            Instant.ofEpochMilli(kept.expiry()));
    Passage passage = Passage.of(waiting).at(waiting.arrivedNanos());
    if (walk(passage, Stage.ADDRESSEE, Stage.ADDRESSEE).isPresent()) {
      return Restored.LATER;
    }
    try {
      Offered offered = queues.offer(waiting);
      waiting.keptAs(number);
      waiting.priority(classes.ofProved(signed, Optional.empty(), environment.clock().nanoTime()));
      metrics.counter("message.delivery.restored", "type", kept.type()).increment();
      if (queues.release(waiting)) {
        showParked(List.of(waiting));
      }
      offered.lane().wake();
      return Restored.QUEUED;
    } catch (LimitExceededException e) {
      waiting.takePlace().ifPresent(Place::release);
      return Restored.LATER;
    }
  }

  private void heard(WaitingMessage waiting) {
    Message message = waiting.message().message();
    if (waiting.origin() instanceof Origin.Direct direct && message.target().isPresent()) {
      environment
          .conversations()
          .heard(message.target().get(), message.sender(), direct.from(), waiting.arrivedNanos());
    }
  }

  /** Shows messages that wait for their type since it went. */
  void showParked(List<WaitingMessage> parked) {
    parked.forEach(
        waiting -> {
          recordParked(waiting.message().message());
          waiting.handled().complete(Taken.PARKED);
        });
    sweepLater();
  }

  /** What a message is counted as before it is verified: a sender cannot make up new names. */
  String label(Message message) {
    String name = message.typeName();
    return message.extension().isEmpty() || queues.fed(name) ? name : "extension";
  }

  /** Where messages wait for the rules of plugins' types. */
  TypeLanes lanes() {
    return lanes;
  }

  /** Queues from now on what is in the backlog. */
  void start() {
    keeper.backlog().start(this::restore);
  }

  /** Sweeps no more. */
  void stop() {
    stopped = true;
  }

  private void refuse(WaitingMessage waiting, Refused refused, Arrival arrival) {
    waiting.takePlace().ifPresent(Place::release);
    Message message = waiting.message().message();
    boolean direct = message.target().isPresent();
    if (!refused.refusal().retryable()) {
      log.append(State.REJECTED, message, "", false, refused.reason());
    } else if (!direct) {
      // nobody will send a broadcast again: this loss is to be seen
      recordLoss(message, refused.reason());
    }
    refusals.count(waiting.origin(), refused);
    arrival.settle(refused);
  }

  private void recordLoss(Message message, String reason) {
    losses
        .lost(message.sender(), environment.clock().nanoTime())
        .ifPresent(
            before -> {
              String more =
                  before == 0
                      ? ""
                      : " (%d more broadcasts were lost since the last record of such)"
                          .formatted(before);
              log.append(State.FAILED, message, "", false, reason + more);
            });
  }

  private void park(WaitingMessage waiting, Arrival arrival) {
    waiting.takePlace().ifPresent(Place::release);
    recordParked(waiting.message().message());
    arrival.settle(Taken.PARKED);
    sweepLater();
  }

  private void recordParked(Message message) {
    metrics.counter("message.delivery.parked").increment();
    log.append(State.PARKED, message, FallbackText.of(message), true, "");
  }

  private void sweepLater() {
    if (!stopped && queues.parkedMessages() > 0 && sweeping.compareAndSet(false, true)) {
      environment.scheduler().schedule(SWEEP, this::sweep);
    }
  }

  private void sweep() {
    sweeping.set(false);
    queues
        .expire(environment.clock().nanoTime(), environment.clock().now())
        .forEach(waiting -> expired(waiting, "no plugin for its type came in time"));
    sweepLater();
  }

  private void expired(WaitingMessage waiting, String why) {
    metrics.counter("message.delivery.expired").increment();
    waiting.takePlace().ifPresent(Place::release);
    keeper.ended(waiting);
    Message message = waiting.message().message();
    log.append(State.EXPIRED, message, FallbackText.of(message), true, why);
  }
}
