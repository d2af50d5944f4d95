// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.io.IOException;
import org.chaoschain.api.message.MessageSigner;

/** The keys of the agents of this node, by name. */
@FunctionalInterface
public interface AgentKeys {
  /**
   * The key of an agent; a new one is made if there is none. May block.
   *
   * @throws IOException if it cannot be read or made, or is no Ed25519 key; the message says what
   *     to do
   */
  MessageSigner keyOf(String name) throws IOException;
}
