// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.durable.core.Posting;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.Loss;
import org.chaoschain.message.flow.core.PriorityScheduler;

/**
 * The letters that wait to be written to one peer: by class, and inside a class in turns of the
 * senders, by bytes. What one sender says in one type keeps its order, and so does what it says in
 * one class.
 *
 * <p>When it is full, a letter takes the place of the youngest of a lower class, down to what a
 * class may always hold; else of the youngest of the sender with the most letters of its class, if
 * its own has clearly fewer. What has to go fails as {@code BUSY}, is counted by type, class and
 * reason, and is sent again by the outbox; since it is the youngest, what was said before it still
 * leaves before it. For one thread at a time.
 */
final class PostQueue {
  private static final int LARGEST = 1 << 30;

  /** A class may always hold a sixteenth of all, and two letters at least. */
  private static final int FLOOR = 16;

  private static final int FLOOR_LETTERS = 2;

  private static final List<Priority> LEAST_FIRST =
      List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH);

  private final String scope;
  private final Metrics metrics;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final PriorityScheduler<AgentId, Letter> order;
  private Letter polled;

  /**
   * An empty queue.
   *
   * @param scope what waits here, for people
   */
  PostQueue(String scope, Metrics metrics, FlowShares shares, Limit maxMessages, Limit maxBytes) {
    this.scope = scope;
    this.metrics = metrics;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.order =
        new PriorityScheduler<>(
            FlowConfig.unbounded(shares, LARGEST), FlowListener.ofUnbounded(), true);
  }

  /** How many letters wait. */
  int size() {
    return order.messages();
  }

  /** The bytes of their messages; a question has one. */
  long bytes() {
    return order.bytes();
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  /**
   * Queues a letter, or fails it.
   *
   * @param nanos a time that never steps back
   * @return whether it is queued
   */
  boolean add(Letter letter, long nanos) {
    Posting posting = letter.posting();
    int size = Math.max(1, letter.size());
    while (!fits(size)) {
      LimitExceededException full = refusal(size);
      Optional<Letter> out = maxBytes.allows(size) ? makeRoom(letter, nanos) : Optional.empty();
      if (out.isEmpty()) {
        lose(letter, Loss.FULL, full.getMessage());
        return false;
      }
      lose(
          out.get(),
          Loss.SHED,
          "it made room for another, and is sent again: " + full.getMessage());
    }
    // a question is asked when its message waits no more: it has no order to keep
    Object line = letter.question() ? null : posting.line();
    order.offer(posting.sender(), line, posting.priority(), size, letter, nanos);
    return true;
  }

  /** Takes out what leaves next; there is something. */
  Letter next(long nanos) {
    order.poll(nanos, (sender, letter, priority, bytes, waited) -> polled = letter);
    Letter next = polled;
    polled = null;
    return next;
  }

  /** Takes all out. */
  List<Letter> takeAll(long nanos) {
    List<Letter> all = new ArrayList<>();
    while (!isEmpty()) {
      all.add(next(nanos));
    }
    return all;
  }

  private boolean fits(int size) {
    return maxMessages.allows(size() + 1L) && maxBytes.allows(bytes() + size);
  }

  private LimitExceededException refusal(int size) {
    return maxMessages.allows(size() + 1L)
        ? maxBytes.refuse(scope, bytes() + size)
        : maxMessages.refuse(scope, size() + 1L);
  }

  private Optional<Letter> makeRoom(Letter letter, long nanos) {
    Priority own = letter.posting().priority();
    for (Priority lower : LEAST_FIRST) {
      if (lower.compareTo(own) > 0 && holdsMoreThanItsFloor(lower)) {
        return order.takeYoungest(lower, any -> true, nanos);
      }
    }
    return fuller(letter).flatMap(sender -> order.takeYoungest(own, of(sender), nanos));
  }

  private boolean holdsMoreThanItsFloor(Priority priority) {
    int letters = order.messages(priority);
    return letters > FLOOR_LETTERS
        && (letters > maxMessages.value() / FLOOR
            || order.bytes(priority) > maxBytes.value() / FLOOR);
  }

  private static Predicate<Letter> of(AgentId sender) {
    return letter -> letter.posting().sender().equals(sender);
  }

  /** The sender with the most letters of a class, if it has two more than the letter's own. */
  private Optional<AgentId> fuller(Letter letter) {
    Map<AgentId, Integer> counts = new LinkedHashMap<>();
    order.forEach(
        letter.posting().priority(),
        each -> counts.merge(each.posting().sender(), 1, Integer::sum));
    int own = counts.getOrDefault(letter.posting().sender(), 0);
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(most -> most.getValue() >= own + 2)
        .map(Map.Entry::getKey);
  }

  private void lose(Letter letter, Loss reason, String why) {
    Posting posting = letter.posting();
    metrics
        .counter(
            "message.delivery.direct.lost",
            "type",
            letter.message().message().extension().isPresent() ? "extension" : posting.type(),
            "class",
            posting.priority().name().toLowerCase(Locale.ROOT),
            "reason",
            reason.label())
        .increment();
    letter.fail(Reason.BUSY, why);
  }
}
