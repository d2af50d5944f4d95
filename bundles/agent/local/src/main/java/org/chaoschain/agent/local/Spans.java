// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents.Handover;

/**
 * What waits in a mailbox: messages, and notices between them. A notice comes after every message
 * whose place was kept before it, also if that place is filled later, and before every message
 * whose place was kept after it. So the messages are in spans, each of which ends with a notice but
 * the last. Guarded by its {@link Mailbox}.
 */
final class Spans {
  /** For messages of which nobody wants to know what becomes. */
  static final Handover NOBODY =
      new Handover() {
        @Override
        public void done() {}

        @Override
        public void unseen() {}
      };

  /** What is handed over. */
  sealed interface Entry {}

  /**
   * A message.
   *
   * @param room the account that has kept room for it
   * @param handover who wants to know when the agent is done with it
   */
  record Post(SignedMessage message, PluginAccount room, Handover handover) implements Entry {}

  /**
   * Something that the agent is told.
   *
   * @param what for people, if it fails
   */
  record Notice(String what, Consumer<Agent> telling) implements Entry {}

  /** The messages between two notices, and the places that are kept for more. */
  static final class Span {
    private final ArrayDeque<Post> posts = new ArrayDeque<>();
    private int open;
    private Notice end;
  }

  private final ArrayDeque<Span> spans = new ArrayDeque<>();
  private final Limit maxNotices;

  Spans(Limit maxNotices) {
    this.maxNotices = maxNotices;
    spans.add(new Span());
  }

  /** Keeps a place for a message, behind all notices that are there. */
  Span keepPlace() {
    Span last = spans.getLast();
    last.open++;
    return last;
  }

  void fill(Span span, Post post) {
    span.open--;
    span.posts.addLast(post);
  }

  /** Gives a place up; answers whether a notice may have become the first entry by that. */
  boolean release(Span span) {
    span.open--;
    return span.end != null;
  }

  /** Puts a notice behind all that is there; false if too many wait, which is counted. */
  boolean add(String scope, Notice notice) {
    try {
      maxNotices.check(scope, spans.size());
    } catch (LimitExceededException e) {
      return false;
    }
    spans.getLast().end = notice;
    spans.addLast(new Span());
    return true;
  }

  /** Whether half of the notices that may wait do: what matters less is not told then. */
  boolean halfFull() {
    return 2L * spans.size() > maxNotices.value();
  }

  /** What is to be handed over next; empty if nothing is, or a message before it is on its way. */
  Optional<Entry> first() {
    Span first = spans.getFirst();
    if (!first.posts.isEmpty()) {
      return Optional.of(first.posts.getFirst());
    }
    return first.open == 0 ? Optional.ofNullable(first.end) : Optional.empty();
  }

  /** Takes out what {@link #first} has answered. */
  Entry removeFirst() {
    Span first = spans.getFirst();
    return first.posts.isEmpty() ? spans.removeFirst().end : first.posts.removeFirst();
  }

  /** Takes everything out; answers the messages. */
  List<Post> clear() {
    List<Post> all = new ArrayList<>();
    spans.forEach(span -> all.addAll(span.posts));
    spans.clear();
    spans.add(new Span());
    return all;
  }
}
