// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.durable.core.OutboxAction.Ask;
import org.chaoschain.message.delivery.durable.core.OutboxAction.Keep;
import org.chaoschain.message.delivery.durable.core.OutboxAction.Remove;
import org.chaoschain.message.delivery.durable.core.OutboxAction.Send;
import org.chaoschain.message.delivery.durable.core.OutboxAction.ShowUncertain;
import org.chaoschain.message.delivery.durable.core.OutboxAction.Tell;
import org.chaoschain.message.delivery.durable.core.OutgoingMessage.State;

/**
 * The direct messages that this node has to bring to their agents. Each ends as delivered or as
 * failed, and only if its receiver never answers as unknown:
 *
 * <ul>
 *   <li>What failed for now is sent again, with the same bytes, until its expiry. The messages to
 *       one agent are an {@link OutboxLane}: while it waits after a failure, later ones wait
 *       behind, so that what one sender says in one type, or in one class, leaves in its order.
 *   <li>A failure is final at once only if no copy may still be taken. Else, and at the expiry, the
 *       receiver is asked, which also forbids it to take one later; until it answers, the message
 *       is uncertain.
 *   <li>A failure is told only when the message is gone from the disk: after a crash it would be
 *       sent again.
 * </ul>
 *
 * <p>Not safe for use by many threads. Times are nanoseconds of one clock that never steps back.
 */
public final class Outbox {
  private static final Ending.Failed EXPIRED =
      new Ending.Failed(Reason.EXPIRED, "its life was over before it could be delivered");

  /** An eighth of the room is not for medium and low, a quarter not for low. */
  private static final int KEPT_FROM_MEDIUM = 8;

  private static final int KEPT_FROM_LOW = 4;

  private final OutboxSettings settings;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final DoubleSupplier draws;
  private final Map<Long, OutgoingMessage> messages = new HashMap<>();
  private final Map<AgentId, OutboxLane> lanes = new HashMap<>();
  private final Timers<Long> expiries = new Timers<>();
  private final Timers<Long> questions = new Timers<>();
  private final Timers<AgentId> pauses = new Timers<>();
  private final Map<Long, Ending.Failed> removing = new HashMap<>();
  private long bytes;
  private int uncertain;

  /**
   * An empty one.
   *
   * @param maxMessages in it
   * @param maxBytes of the messages in it
   * @param draws random numbers from 0 to 1
   */
  public Outbox(OutboxSettings settings, Limit maxMessages, Limit maxBytes, DoubleSupplier draws) {
    this.settings = settings;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.draws = draws;
  }

  /**
   * A message is to be sent.
   *
   * @param number unique, and higher for later messages
   * @param expiry when it is void
   * @throws LimitExceededException if there is no room; nothing has changed
   */
  public List<OutboxAction> submit(long number, Posting posting, long expiry, int size)
      throws LimitExceededException {
    checkRoom(maxMessages, messages.size() + 1L, posting.priority());
    checkRoom(maxBytes, bytes + size, posting.priority());
    add(new OutgoingMessage(number, posting, expiry, size));
    return List.of(new Keep(number));
  }

  /** What was taken stays, so a part of the room is kept free for what matters more. */
  private static void checkRoom(Limit limit, long amount, Priority priority)
      throws LimitExceededException {
    long keptFree =
        switch (priority) {
          case HIGH -> 0;
          case MEDIUM -> limit.value() / KEPT_FROM_MEDIUM;
          case LOW -> limit.value() / KEPT_FROM_LOW;
        };
    if (amount > limit.value() - keptFree) {
      String kept =
          keptFree == 0
              ? ""
              : " (%d %s of its room are kept for higher classes than %s)"
                  .formatted(keptFree, limit.unit(), priority.name().toLowerCase(Locale.ROOT));
      throw limit.refuse("direct messages that this node has to deliver" + kept, amount);
    }
  }

  /** A message that was on the disk when this node started: copies of it may be anywhere. */
  public List<OutboxAction> restore(long number, Posting posting, long expiry, int size, long now) {
    OutgoingMessage message = new OutgoingMessage(number, posting, expiry, size);
    message.copySomewhere();
    add(message);
    return wait(message, now);
  }

  private void add(OutgoingMessage message) {
    messages.put(message.number(), message);
    bytes += message.size();
  }

  /** The message is on the disk. */
  public List<OutboxAction> kept(long number, long now) {
    OutgoingMessage message = messages.get(number);
    return message == null ? List.of() : wait(message, now);
  }

  /** The message could not be written: it was never sent. */
  public List<OutboxAction> notKept(long number, String why) {
    OutgoingMessage message = messages.get(number);
    return message == null ? List.of() : List.of(end(message, new Ending.Failed(Reason.BUSY, why)));
  }

  private List<OutboxAction> wait(OutgoingMessage message, long now) {
    if (now >= message.expiry()) {
      return expired(message);
    }
    message.state(State.WAITING);
    expiries.set(message.number(), message.expiry());
    lane(message).add(message);
    return sendFrom(message.target());
  }

  private OutboxLane lane(OutgoingMessage message) {
    return lanes.computeIfAbsent(message.target(), key -> new OutboxLane(settings.shares()));
  }

  /** Sends what waits in a lane, as far as its window goes. */
  private List<OutboxAction> sendFrom(AgentId target) {
    OutboxLane lane = lanes.get(target);
    if (lane == null || lane.paused) {
      return List.of();
    }
    List<OutboxAction> actions = new ArrayList<>();
    while (lane.trying < settings.window() && !lane.isEmpty()) {
      OutgoingMessage next = lane.next();
      next.state(State.TRYING);
      lane.trying++;
      actions.add(new Send(next.number(), next.only()));
    }
    if (lane.unused()) {
      lanes.remove(target);
    }
    return actions;
  }

  /** An attempt or a question has come to its end. */
  public List<OutboxAction> answered(long number, Answer answer, long now) {
    OutgoingMessage message = messages.get(number);
    if (message == null) {
      return List.of();
    }
    if (message.state() == State.TRYING) {
      return tried(message, answer, now);
    }
    return message.state() == State.ASKING ? told(message, answer, now) : List.of();
  }

  private List<OutboxAction> tried(OutgoingMessage message, Answer answer, long now) {
    OutboxLane lane = lane(message);
    lane.trying--;
    List<OutboxAction> actions = new ArrayList<>();
    if (answer instanceof Answer.Delivered delivered) {
      resume(message.target(), lane);
      actions.addAll(delivered(message, delivered));
    } else if (answer instanceof Answer.Moved moved) {
      message.lastFailed(
          Reason.NOT_HOSTED,
          "its agent is now at %s, and an earlier copy is without answer".formatted(moved.to()));
      actions.add(ask(message));
    } else if (answer instanceof Answer.Refused refused) {
      message.lastFailed(refused.reason(), refused.why());
      if (refused.retryable()) {
        actions.addAll(again(message, lane, refused.retryAfter(), now));
      } else {
        message.refusedForGood();
        actions.addAll(settle(message));
      }
    } else {
      if (answer instanceof Answer.Unanswered unanswered) {
        if (unanswered.sent()) {
          unanswered.to().ifPresentOrElse(message::copyAt, message::copySomewhere);
        }
        message.lastFailed(unanswered.reason(), unanswered.why());
      }
      actions.addAll(again(message, lane, Duration.ZERO, now));
    }
    actions.addAll(sendFrom(message.target()));
    return actions;
  }

  private List<OutboxAction> again(
      OutgoingMessage message, OutboxLane lane, Duration notBefore, long now) {
    if (now >= message.expiry()) {
      return expired(message);
    }
    if (!lane.paused) {
      lane.paused = true;
      lane.failures++;
      long wait = settings.retries().after(lane.failures, draws.getAsDouble());
      pauses.set(message.target(), now + Math.max(wait, notBefore.toNanos()));
    }
    message.state(State.WAITING);
    lane.add(message);
    return List.of();
  }

  private void resume(AgentId target, OutboxLane lane) {
    lane.failures = 0;
    lane.paused = false;
    pauses.clear(target);
  }

  /** What is to be done by now. */
  public List<OutboxAction> tick(long now) {
    List<OutboxAction> actions = new ArrayList<>();
    for (long number : expiries.due(now)) {
      OutgoingMessage message = messages.get(number);
      if (message.state() == State.WAITING) {
        OutboxLane lane = lane(message);
        lane.remove(message);
        if (lane.unused()) {
          lanes.remove(message.target());
        }
        actions.addAll(expired(message));
      }
    }
    for (long number : questions.due(now)) {
      actions.add(ask(messages.get(number)));
    }
    for (AgentId target : pauses.due(now)) {
      lanes.get(target).paused = false;
      actions.addAll(sendFrom(target));
    }
    return actions;
  }

  /** When {@link #tick} is to be called next; empty if nothing waits for a time. */
  public OptionalLong next() {
    OptionalLong next = OptionalLong.empty();
    for (Timers<?> timers : List.of(expiries, questions, pauses)) {
      OptionalLong other = timers.next();
      if (other.isPresent() && (next.isEmpty() || other.getAsLong() < next.getAsLong())) {
        next = other;
      }
    }
    return next;
  }

  private List<OutboxAction> expired(OutgoingMessage message) {
    if (!message.mayBeThere()) {
      return fail(message);
    }
    List<OutboxAction> actions = new ArrayList<>(showUncertain(message));
    actions.add(ask(message));
    return actions;
  }

  private List<OutboxAction> settle(OutgoingMessage message) {
    return message.mayBeThere() ? List.of(ask(message)) : fail(message);
  }

  private List<OutboxAction> showUncertain(OutgoingMessage message) {
    if (!message.showUncertain()) {
      return List.of();
    }
    uncertain++;
    String why =
        message.last().map(Ending.Failed::why).orElse("it was sent before this node stopped");
    return List.of(
        new ShowUncertain(
            message.number(), why + "; its receiver is asked whether it has the message"));
  }

  private Ask ask(OutgoingMessage message) {
    expiries.clear(message.number());
    message.state(State.ASKING);
    return new Ask(message.number(), message.ask());
  }

  /** The question was answered, or not. */
  private List<OutboxAction> told(OutgoingMessage message, Answer answer, long now) {
    if (answer instanceof Answer.Delivered delivered) {
      return delivered(message, delivered);
    }
    if (answer instanceof Answer.Cancelled) {
      message.closedWhereAsked();
      if (message.mayBeThere()) {
        return List.of(ask(message));
      }
      return message.isRefusedForGood() || now >= message.expiry()
          ? fail(message)
          : wait(message, now);
    }
    if (answer instanceof Answer.Refused refused && !refused.retryable()) {
      message.lastFailed(refused.reason(), refused.why());
      return fail(message);
    }
    if (answer instanceof Answer.Forgotten) {
      return unknown(message, "its receiver was asked too late and has forgotten it");
    }
    if (now >= message.expiry() + settings.askFor().toNanos()) {
      return unknown(
          message,
          "its receiver did not say within %s after the expiry (message.delivery.outbox.ask.for)"
              .formatted(settings.askFor()));
    }
    message.state(State.ASKING_LATER);
    questions.set(
        message.number(),
        now + settings.retries().after(message.questionUnanswered(), draws.getAsDouble()));
    return showUncertain(message);
  }

  private List<OutboxAction> delivered(OutgoingMessage message, Answer.Delivered delivered) {
    return List.of(
        new Remove(message.number(), false),
        end(message, new Ending.Delivered(delivered.status())));
  }

  private List<OutboxAction> unknown(OutgoingMessage message, String why) {
    return List.of(
        new Remove(message.number(), false),
        end(message, new Ending.Unknown("it may have been delivered: " + why)));
  }

  private List<OutboxAction> fail(OutgoingMessage message) {
    Ending.Failed failure = message.last().map(Outbox::asCertain).orElse(EXPIRED);
    expiries.clear(message.number());
    message.state(State.REMOVING);
    removing.put(message.number(), failure);
    return List.of(new Remove(message.number(), true));
  }

  /** Nobody has it, so it is not the missing answer that it has failed by. */
  private static Ending.Failed asCertain(Ending.Failed last) {
    return last.reason() == Reason.NO_ANSWER
        ? new Ending.Failed(
            Reason.EXPIRED,
            "%s; last there was no answer (%s), and its receiver has not taken it since"
                .formatted(EXPIRED.why(), last.why()))
        : last;
  }

  /** A message is gone from the disk; if it had failed, that is told now. */
  public List<OutboxAction> removed(long number) {
    Ending.Failed failure = removing.remove(number);
    return failure == null ? List.of() : List.of(end(messages.get(number), failure));
  }

  /** A message may still be on the disk: it would be sent again after a restart. */
  public List<OutboxAction> notRemoved(long number, String why) {
    return removing.remove(number) == null
        ? List.of()
        : List.of(
            end(
                messages.get(number),
                new Ending.Unknown("it failed, and may be sent again after a restart: " + why)));
  }

  private Tell end(OutgoingMessage message, Ending ending) {
    messages.remove(message.number());
    bytes -= message.size();
    expiries.clear(message.number());
    questions.clear(message.number());
    uncertain -= message.uncertain() ? 1 : 0;
    return new Tell(message.number(), ending);
  }

  /** How many messages are in it. */
  public int messages() {
    return messages.size();
  }

  /** Their bytes. */
  public long bytes() {
    return bytes;
  }

  /** How many of them are uncertain. */
  public int uncertain() {
    return uncertain;
  }

  /** For tests: what is kept; all is zero once all messages have ended. */
  String kept() {
    return "%d messages, %d lanes, %d to remove, %d timers"
        .formatted(
            messages.size(),
            lanes.size(),
            removing.size(),
            expiries.size() + questions.size() + pauses.size());
  }
}
