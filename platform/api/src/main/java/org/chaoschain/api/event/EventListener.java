// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.event;

import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/** Register it as a service to receive events. */
@ConsumerType
public interface EventListener {
  /**
   * Called on a worker thread, one event after the other; must not block for long.
   *
   * @param at when the event was published
   */
  void onEvent(Instant at, Event event);
}
