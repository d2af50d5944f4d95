// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;

/**
 * Sees every message of the node's record as it is, not only its text. For bundles of the node:
 * register it as a service.
 */
@FunctionalInterface
public interface MessageWatch {
  /**
   * Something happened to a message. Called where it happens, by many threads; must return at once.
   * If it throws, that is logged.
   */
  void passed(State state, Message message);
}
