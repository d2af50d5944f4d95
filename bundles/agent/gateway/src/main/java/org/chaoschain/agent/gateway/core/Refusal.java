// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.time.Duration;
import java.util.Optional;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonValue;

/**
 * A request is not done. It says what is wrong, where in the request, and, if a limit is the
 * reason, the limit and the key that changes it. It has no stack trace: refusals are expected.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String pointer;
  private final Long limit;
  private final String key;
  private final Long retryMs;

  private Refusal(
      int status,
      String code,
      String message,
      String pointer,
      Long limit,
      String key,
      Long retryMs) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.pointer = pointer;
    this.limit = limit;
    this.key = key;
    this.retryMs = retryMs;
  }

  /**
   * Without a place and a limit.
   *
   * @param status of HTTP, 400 to 599
   * @param code for machines, lower case with underscores
   * @param message for people
   */
  public static Refusal of(int status, String code, String message) {
    return new Refusal(status, code, message, null, null, null, null);
  }

  /** A member of the request is not as it must be; {@code pointer} is RFC 6901. */
  public static Refusal at(String pointer, String message) {
    return new Refusal(400, "invalid_request", message, pointer, null, null, null);
  }

  /** The request is no JSON, or not within the limits of JSON. */
  public static Refusal of(JsonFormException cause) {
    int status = cause.reason() == JsonFormException.Reason.TOO_LARGE ? 413 : 400;
    return new Refusal(
        status,
        "invalid_json",
        cause.getMessage(),
        cause.pointer(),
        null,
        cause.key().orElse(null),
        null);
  }

  /** A limit is reached. */
  public static Refusal of(int status, String code, LimitExceededException cause) {
    return new Refusal(status, code, cause.getMessage(), null, cause.limit(), cause.key(), null);
  }

  /** A limit on how often something may be done is reached. */
  public static Refusal later(LimitExceededException cause, Duration retry) {
    return new Refusal(
        429,
        "slow_down",
        cause.getMessage(),
        null,
        cause.limit(),
        cause.key(),
        Math.max(1, retry.toMillis()));
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** For machines. */
  public String code() {
    return code;
  }

  /** Where in the request; empty text for all of it, nothing if it has no place. */
  public Optional<String> pointer() {
    return Optional.ofNullable(pointer);
  }

  /** When it may be tried again, from now, in milliseconds. */
  public Optional<Long> retryMs() {
    return Optional.ofNullable(retryMs);
  }

  /** {@code {"error": {code, message, pointer?, limit?, key?, retry_ms?}}}. */
  public JsonValue body() {
    return Json.object(
        "error",
        Json.object(
            "code",
            code,
            "message",
            getMessage(),
            "pointer",
            Optional.ofNullable(pointer),
            "limit",
            Optional.ofNullable(limit),
            "key",
            Optional.ofNullable(key),
            "retry_ms",
            Optional.ofNullable(retryMs)));
  }
}
