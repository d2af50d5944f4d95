// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Brings letters to the nodes of their agents. While an agent's node is being looked for, all that
 * is sent to the agent waits in one bounded queue, so that it leaves in the order in which it was
 * sent: none overtakes the one that has caused the search. Safe for use by many threads; never
 * blocks.
 */
final class Searches {
  private final DirectSettings settings;
  private final DirectSender sender;
  private final Limit maxQueued;
  private final Map<AgentId, Queue<Letter>> waiting = new HashMap<>();

  Searches(DeliveryEnvironment environment, DirectSettings settings, DirectSender sender) {
    this.settings = settings;
    this.sender = sender;
    this.maxQueued =
        environment
            .metrics()
            .limit("message.delivery.direct.max.queued", settings.maxQueued(), "messages");
  }

  void send(AgentLocator locator, AgentId to, Letter letter) {
    Optional<PeerId> known;
    synchronized (waiting) {
      Queue<Letter> queue = waiting.get(to);
      if (queue != null) {
        add(queue, to, letter);
        return;
      }
      known = locator.locate(to);
      if (known.isEmpty()) {
        queue = new ArrayDeque<>();
        queue.add(letter);
        waiting.put(to, queue);
      } else {
        sender.send(known.get(), letter);
      }
    }
    if (known.isEmpty()) {
      locator.find(to, settings.findTimeout()).thenAccept(found -> found(to, found));
    }
  }

  private void add(Queue<Letter> queue, AgentId to, Letter letter) {
    try {
      maxQueued.check("messages to " + to + ", which is being looked for", queue.size() + 1L);
      queue.add(letter);
    } catch (LimitExceededException e) {
      letter.fail(Reason.BUSY, e.getMessage());
    }
  }

  private void found(AgentId to, Optional<PeerId> peer) {
    Optional<Letter> next = next(to);
    while (next.isPresent()) {
      Letter letter = next.get();
      peer.ifPresentOrElse(
          host -> sender.send(host, letter),
          () ->
              letter.fail(
                  Reason.AGENT_UNKNOWN,
                  "no peer knew within %s which node hosts the agent (message.delivery.direct.find.timeout)"
                      .formatted(settings.findTimeout())));
      next = next(to);
    }
  }

  /** The next that waits; with the last one the search is over. */
  private Optional<Letter> next(AgentId to) {
    synchronized (waiting) {
      Letter next = waiting.get(to).poll();
      if (next == null) {
        waiting.remove(to);
      }
      return Optional.ofNullable(next);
    }
  }
}
