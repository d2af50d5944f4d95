// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.agent.local.MailboxAgent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;

/** An agent without a mind at a {@link WholeNode}. */
final class Resident {
  final AgentId id;
  final List<SignedMessage> heard = new ArrayList<>();

  Resident(WholeNode node) {
    this(node, "receiver");
  }

  Resident(WholeNode node, String name) {
    RecordedAgent agent =
        new RecordedAgent(
            new MailboxAgent(name),
            failure -> {
              throw new AssertionError(failure);
            });
    agent.listener(heard::add);
    try {
      id = node.agents.host(agent).id();
    } catch (IOException | LimitExceededException e) {
      throw new AssertionError(e);
    }
  }
}
