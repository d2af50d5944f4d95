// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.time.Duration;
import java.util.Optional;

/**
 * How a message is to be sent.
 *
 * @param timeToLive after which it is of no use any more; it becomes {@code expires_at}
 * @param inReplyTo the id of the message it answers
 * @param critical the sender's claim that it is urgent
 */
public record SendOptions(Duration timeToLive, Optional<String> inReplyTo, boolean critical) {
  /** One minute, no reply, not critical. */
  public static final SendOptions DEFAULT =
      new SendOptions(Duration.ofMinutes(1), Optional.empty(), false);
}
