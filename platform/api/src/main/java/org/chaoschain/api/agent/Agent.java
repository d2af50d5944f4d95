// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import org.chaoschain.api.message.SignedMessage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Somebody who speaks on the network. Register it as a service: the node makes or loads a key for
 * its name, signs a hosting record with it so that others find the agent here, and hands messages
 * to it. When the service goes, the node stops hosting it; messages for it are refused as
 * undeliverable.
 *
 * <p>Of several services with one name that of the higher {@code service.ranking} gets the
 * messages, of equal ranking the one that was registered last; they share key, mailbox and hosting
 * record. So a new generation takes over from the next message on after its {@link #onHosted} and
 * the message in hand have returned, and nothing is lost.
 */
@ConsumerType
public interface Agent {
  /**
   * The name under which the node keeps the agent's key: 1 to 64 characters of {@code a-z 0-9 - _
   * .}. Constant while registered.
   */
  String name();

  /**
   * The agent is hosted now. Called before any message, on a worker thread; a generation before it
   * still gets messages meanwhile.
   *
   * @param context for as long as the service is registered
   */
  default void onHosted(AgentContext context) {}

  /**
   * A message for the agent: a direct one to it, or a broadcast. Its type has validated and handled
   * it. Called on a worker thread, one message after the other for each agent; may block. If it
   * throws, the failure is counted and logged and the next message follows.
   */
  void onMessage(SignedMessage message);

  /**
   * This object is not hosted any more. Called once, on a worker thread, after its last message has
   * returned.
   */
  default void onRemoved() {}
}
