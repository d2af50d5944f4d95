// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.isolation.PluginAccount.Work;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.Lane;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.LocalAgents.Place;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.chaoschain.message.delivery.core.WaitingMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from their lanes to the generation that is fed, and from there to the agents. */
final class Handling {
  private static final Logger LOG = LoggerFactory.getLogger(Handling.class);

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final Timer latency;
  private final TypeCalls calls;
  private final ReplayWindow replay;
  private final MessageLog log;
  private final Keeper keeper;

  Handling(
      DeliveryEnvironment environment,
      TypeCalls calls,
      ReplayWindow replay,
      MessageLog log,
      Keeper keeper) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.latency = metrics.timer("message.delivery.latency");
    this.calls = calls;
    this.replay = replay;
    this.log = log;
    this.keeper = keeper;
  }

  /**
   * Handles the next message of a lane.
   *
   * @param showParked is given a message whose type went while it was in hand
   * @param turnAnew makes somebody else work on a lane, since who does so may never come back
   * @return whether there may be more
   */
  boolean step(
      MessageQueues queues,
      Lane lane,
      Consumer<List<WaitingMessage>> showParked,
      Consumer<Lane> turnAnew) {
    Optional<WaitingMessage> taken = queues.take(lane);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<Generation> entered = queues.enter(lane);
    if (entered.isEmpty()) {
      if (queues.release(taken.get())) {
        showParked.accept(taken.stream().toList());
      }
      return true;
    }
    Generation generation = entered.get();
    Optional<Work> work = generation.account().begin("handler of " + generation.name(), lane::wake);
    if (work.isEmpty()) {
      // At a quota of its plugin: the message stays the first of its lane until that says so.
      generation.exit();
      if (queues.release(taken.get())) {
        showParked.accept(taken.stream().toList());
      }
      return false;
    }
    AtomicBoolean ended = new AtomicBoolean();
    work.get()
        .onGivenUp(
            () -> {
              if (ended.compareAndSet(false, true)) {
                turnAnew.accept(lane);
                giveUp(queues, generation, taken.get());
                lane.wake();
              }
            });
    boolean inTime = false;
    try {
      Runnable ending;
      try (Work counted = work.get()) {
        ending = handle(generation, taken.get(), counted);
      }
      inTime = ended.compareAndSet(false, true);
      if (inTime) {
        ending.run();
      } else {
        taken.get().takePlace().ifPresent(Place::release);
      }
    } finally {
      if (inTime || ended.compareAndSet(false, true)) {
        queues.done(taken.get());
        generation.exit();
        Duration held = generation.followedFor(environment.clock().nanoTime());
        queues.swaps().held(generation.name(), held);
      }
    }
    return inTime && queues.waiting(lane);
  }

  /** The handler does not return: the message has failed, and nobody waits for it any more. */
  private void giveUp(MessageQueues queues, Generation generation, WaitingMessage waiting) {
    String reason =
        "the handler of %s has not returned; the node waits for it no more".formatted(generation);
    try {
      end(waiting, State.FAILED, new Refused(Refusal.TYPE_FAILED, reason, false));
    } finally {
      queues.done(waiting);
      generation.exit();
    }
  }

  /** Answers what is to be done about it, unless the call was given up meanwhile. */
  private Runnable handle(Generation generation, WaitingMessage waiting, Work work) {
    TypeCalls.Failures failures = (what, cause) -> work.failed(cause);
    SignedMessage signed = waiting.message();
    Message message = signed.message();
    Optional<Refused> unjudged =
        waiting.judged() ? Optional.empty() : calls.judge(generation, signed, failures);
    if (unjudged.isPresent()) {
      return () -> end(waiting, State.REJECTED, unjudged.get());
    }
    Optional<Refused> unplaced = keepPlace(waiting);
    if (unplaced.isPresent()) {
      return () -> unplaced(waiting, unplaced.get());
    }
    Optional<Refused> failed = calls.handle(generation, signed, failures);
    if (failed.isPresent()) {
      return () -> end(waiting, State.FAILED, failed.get());
    }
    String text = calls.render(generation, message, failures);
    return () -> delivered(generation, waiting, text);
  }

  private void delivered(Generation generation, WaitingMessage waiting, String text) {
    SignedMessage signed = waiting.message();
    Message message = signed.message();
    if (waiting.kept() == 0 || !keeper.durable()) {
      // first: who is told that it was accepted may rely on it; what was on the disk is known there
      replay.accepted(signed.signedDigest(), waiting.expiry());
    }
    log.appendLast(State.DELIVERED, message, text, false, "generation " + generation.number());
    metrics.counter("message.delivery.delivered", "type", generation.name()).increment();
    Duration since = Duration.between(message.createdAt(), environment.clock().now());
    latency.record(since.isNegative() ? Duration.ZERO : since);
    waiting
        .takePlace()
        .ifPresentOrElse(
            place -> place.fill(signed, keeper.handover(waiting)), () -> toAll(signed));
    waiting.handled().complete(Taken.ACCEPTED);
  }

  /** One that is on the disk waits there until its agent is back, or has room. */
  private void unplaced(WaitingMessage waiting, Refused refused) {
    if (waiting.kept() > 0 && keeper.durable()) {
      keeper.backlog().add(waiting);
      waiting.handled().complete(Taken.PARKED);
    } else {
      end(waiting, State.FAILED, refused);
    }
  }

  /** A message that was parked has given its place up, and its agent may have gone. */
  private Optional<Refused> keepPlace(WaitingMessage waiting) {
    Optional<AgentId> target = waiting.message().message().target();
    if (target.isEmpty()) {
      return Optional.empty();
    }
    Optional<Place> kept = waiting.takePlace();
    try {
      if (kept.isEmpty()) {
        Optional<LocalAgents> agents = environment.agents().get();
        kept =
            agents.isPresent()
                ? agents.get().reserve(target.get(), waiting.message().wire().size())
                : Optional.empty();
      }
    } catch (LimitExceededException e) {
      return Optional.of(new Refused(Refusal.BUSY, e.getMessage(), false));
    }
    if (kept.isEmpty()) {
      String reason = "the agent %s is not hosted here any more".formatted(target.get());
      return Optional.of(new Refused(Refusal.UNKNOWN_AGENT, reason, false));
    }
    waiting.keepPlace(kept.get());
    return Optional.empty();
  }

  private void toAll(SignedMessage signed) {
    Optional<LocalAgents> agents = environment.agents().get();
    List<AgentId> hosted = agents.map(LocalAgents::agents).orElse(List.of());
    for (AgentId agent : hosted) {
      if (!agent.equals(signed.message().sender())) {
        try {
          agents.get().reserve(agent, signed.wire().size()).ifPresent(p -> p.fill(signed));
        } catch (LimitExceededException e) {
          LOG.debug("agent {} misses message {}: {}", agent, signed.message().id(), e.getMessage());
        }
      }
    }
  }

  private void end(WaitingMessage waiting, State state, Refused refused) {
    waiting.takePlace().ifPresent(Place::release);
    metrics
        .counter("message.delivery.ended", "state", state.name().toLowerCase(Locale.ROOT))
        .increment();
    log.append(state, waiting.message().message(), "", false, refused.reason());
    // it was taken: the same bytes would not be taken once more
    Refused told =
        refused.refusal().retryable()
            ? new Refused(Refusal.TYPE_FAILED, refused.reason(), refused.senderAtFault())
            : refused;
    keeper.failed(waiting, () -> waiting.handled().complete(told));
  }
}
