// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.event;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes events for people. Publishing never blocks and never throws; when the bounded queue is full
 * the event is counted as lost, and the log still has it. Safe for use by many threads.
 */
@ProviderType
public interface Events {
  /** Publishes an event to the log and to every {@link EventListener}. */
  void publish(Event event);
}
