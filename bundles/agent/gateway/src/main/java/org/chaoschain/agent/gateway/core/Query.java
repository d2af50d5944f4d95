// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a query string. It may carry a token, so nothing of it is ever written to a log. */
public final class Query {
  private static final String BEARER = "Bearer ";

  private Query() {}

  /**
   * The value of a parameter, decoded; empty if it is not there.
   *
   * @param query encoded, without the question mark
   * @throws Refusal if it is there twice or not encoded as it must be
   */
  public static Optional<String> value(String query, String name) throws Refusal {
    String found = null;
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        if (found != null) {
          throw Refusal.of(400, "invalid_request", "the parameter " + name + " is there twice");
        }
        found = pair.substring(equals + 1);
      }
    }
    try {
      return Optional.ofNullable(found).map(it -> URLDecoder.decode(it, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "invalid_request", "the parameter " + name + " is not URL-encoded");
    }
  }

  /**
   * The token of a request: of the header Authorization, or of the parameter {@code token}.
   *
   * @param authorization the header; null if it is not there
   * @throws Refusal if the header is there and no bearer token
   */
  public static Optional<String> token(String authorization, String query) throws Refusal {
    if (authorization == null) {
      return value(query, "token");
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Refusal.of(401, "unauthorized", "the header Authorization must be 'Bearer <token>'");
    }
    return Optional.of(authorization.substring(BEARER.length()).strip());
  }

  /**
   * A whole number.
   *
   * @throws Refusal if it is there and none from {@code min} to {@code max}
   */
  public static int number(String query, String name, int min, int max, int otherwise)
      throws Refusal {
    Optional<String> text = value(query, name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Refusal.of(
        400,
        "invalid_request",
        "the parameter %s is a number from %d to %d".formatted(name, min, max));
  }
}
