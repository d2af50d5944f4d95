// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where an endpoint is. Always over TLS, but on this machine, or where the operator allows it.
 *
 * @param uri the whole address to which requests are posted
 */
public record Address(URI uri) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(0*:)*0*1]");
  private static final int MAX_CHARS = 1_024;
  private static final String KEY = "agent.llm.address";

  /**
   * Reads an address. No message repeats more of it than the scheme, since it may hold a secret by
   * mistake.
   *
   * @param allowPlain whether plain http to other machines is allowed
   * @throws IllegalArgumentException saying what is wrong and what is allowed
   */
  public static Address parse(String text, boolean allowPlain) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw wrong("is no URI (at character %d)".formatted(e.getIndex()));
    }
    if (text.length() > MAX_CHARS) {
      throw wrong(
          "has %d characters, and at most %d are allowed".formatted(text.length(), MAX_CHARS));
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong("is neither https nor http");
    }
    if (uri.getHost() == null) {
      throw wrong("names no host");
    }
    if (uri.getRawUserInfo() != null) {
      throw wrong("holds a user or a password; use agent.llm.key.env or agent.llm.key.file");
    }
    if (uri.getRawFragment() != null) {
      throw wrong("has a fragment (#)");
    }
    if (scheme.equals("http") && !allowPlain && !isLoopback(uri)) {
      throw wrong(
          "is plain http to another machine: key and messages would be read on the way; use https, or set agent.llm.allow.plain to true");
    }
    return new Address(uri);
  }

  private static boolean isLoopback(URI uri) {
    return LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "%s %s; it must be the whole address of chat completions, such as https://api.example.org/v1/chat/completions"
            .formatted(KEY, what));
  }

  /** Scheme, host and port; never the rest. */
  @Override
  public String toString() {
    return "%s://%s%s"
        .formatted(uri.getScheme(), uri.getHost(), uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
