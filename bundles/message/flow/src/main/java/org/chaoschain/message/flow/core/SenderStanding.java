// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.agent.AgentId;

/** What the sender of a message is on the chain. Quick, and without side effects. */
public interface SenderStanding {
  /** Nobody is anything: a node that follows no chain. */
  SenderStanding NONE =
      new SenderStanding() {
        @Override
        public boolean mayVote(AgentId sender) {
          return false;
        }

        @Override
        public boolean mayPropose(AgentId sender) {
          return false;
        }
      };

  /** Whether it is a validator, or could be one of the next heights. */
  boolean mayVote(AgentId sender);

  /** Whether it may offer a block. */
  boolean mayPropose(AgentId sender);
}
