// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.SignedMessage;

/**
 * An agent without a mind: a person, or a program at the control channel, speaks through it, and
 * reads its messages in the node's record.
 *
 * @param name under which its key is kept
 */
public record MailboxAgent(String name) implements Agent {
  @Override
  public void onMessage(SignedMessage message) {
    // The record of messages has it already; whoever follows that has seen it.
  }
}
