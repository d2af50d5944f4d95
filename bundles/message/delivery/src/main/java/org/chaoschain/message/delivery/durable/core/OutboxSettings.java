// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.time.Duration;
import org.chaoschain.message.flow.core.FlowShares;

/**
 * The rules of the {@link Outbox}.
 *
 * @param retries when a message is sent again, or asked about again
 * @param askFor for how long after its expiry it is asked what became of a message
 * @param window most messages to one agent that are sent and not answered
 * @param shares what is kept for lower classes among the messages that wait for one agent
 */
public record OutboxSettings(RetryTimes retries, Duration askFor, int window, FlowShares shares) {
  /** Refuses a window in which nothing fits. */
  public OutboxSettings {
    if (window < 1) {
      throw new IllegalArgumentException("the window must be 1 or more, not " + window);
    }
  }
}
