// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * Takes the message whose turn it is.
 *
 * @param <K> names a peer
 * @param <M> a message
 */
@FunctionalInterface
public interface Served<K, M> {
  /**
   * A message leaves the queue.
   *
   * @param bytes its size, as it was given when it was offered
   * @param waitedNanos since it was offered
   */
  void served(K peer, M message, Priority priority, int bytes, long waitedNanos);
}
