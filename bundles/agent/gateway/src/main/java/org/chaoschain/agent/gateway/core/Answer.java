// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.Optional;
import org.chaoschain.message.json.core.JsonValue;

/**
 * What is answered to a request.
 *
 * @param status of HTTP
 * @param body JSON
 * @param retryMs when it may be tried again, in milliseconds from now
 */
public record Answer(int status, JsonValue body, Optional<Long> retryMs) {
  /** It is done. */
  public static Answer ok(JsonValue body) {
    return new Answer(200, body, Optional.empty());
  }

  /** Something is there now that was not. */
  public static Answer created(JsonValue body) {
    return new Answer(201, body, Optional.empty());
  }

  /** It is not done. */
  public static Answer of(Refusal refusal) {
    return new Answer(refusal.status(), refusal.body(), refusal.retryMs());
  }
}
