// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/** What has become of a request to an endpoint. */
public sealed interface EndpointAnswer {
  /**
   * Status 200.
   *
   * @param bytes the whole body, within the limit
   */
  record Body(Bytes bytes) implements EndpointAnswer {}

  /**
   * Another status; the body is not read.
   *
   * @param code the status
   * @param retryAfter the header of that name
   */
  record Status(int code, Optional<String> retryAfter) implements EndpointAnswer {}

  /**
   * None.
   *
   * @param why {@link Cause#UNREACHABLE}, {@link Cause#TOO_LARGE} or {@link Cause#DEADLINE}
   * @param message for people; without anything that the endpoint wrote
   * @param sent whether the endpoint may have worked on the request
   */
  record None(Cause why, String message, boolean sent) implements EndpointAnswer {}

  /** Whether the same request may do better a little later. */
  default boolean isWorthAnotherTry() {
    if (this instanceof Status status) {
      return switch (status.code()) {
        case 408, 429, 500, 502, 503, 504 -> true;
        default -> false;
      };
    }
    return this instanceof None none && none.why() == Cause.UNREACHABLE;
  }

  /** Why this is no answer of a model; for anything but a body. */
  default SilenceException silence() {
    if (this instanceof None none) {
      return new SilenceException(none.why(), none.message());
    }
    int code = this instanceof Status status ? status.code() : 200;
    if (code == 401 || code == 403) {
      return new SilenceException(
          Cause.KEY,
          "the endpoint does not take the key (status %d); set another by agent.llm.key.env or agent.llm.key.file"
              .formatted(code));
    }
    if (code == 429) {
      return new SilenceException(Cause.RATE, "the endpoint asks for fewer requests (status 429)");
    }
    if (code >= 300 && code < 400) {
      return new SilenceException(
          Cause.REDIRECT,
          "the endpoint sends elsewhere (status %d), which is not followed; set agent.llm.address to the right address"
              .formatted(code));
    }
    return new SilenceException(Cause.STATUS, "the endpoint answers with status " + code);
  }
}
