// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.osgi.annotation.versioning.ConsumerType;

/** Register it as a service to follow the node's record of messages. */
@ConsumerType
public interface MessageListener {
  /**
   * Something happened to a message. Called on a worker thread, in order; must not block for long.
   */
  void onRecord(MessageRecord record);
}
