// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where agents dial the gateway, as this node knows it. Immutable. */
final class Origins {
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9._\\[\\]:-]{1,200}");

  private final List<String> configured;

  /**
   * Reads a list.
   *
   * @param list origins, separated by commas; may be empty
   * @throws IllegalArgumentException if one of them is none
   */
  Origins(String list) {
    configured =
        Arrays.stream(list.split(",", -1))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .toList();
    for (String origin : configured) {
      if (!ORIGIN.matcher(origin).matches() || !origin.equals(shortened(origin))) {
        throw new IllegalArgumentException(
            "agent.remote.origins has '%s', which is no origin: scheme, host and, if it is not the scheme's own, port, in lower case and without a path, such as https://node.example"
                .formatted(origin));
      }
    }
  }

  /**
   * The origin of a request.
   *
   * @param scheme {@code http} or {@code https}
   * @param host the header {@code Host}, which the gateway has compared with the names it goes by
   */
  String of(String scheme, String host) {
    String named = host.toLowerCase(Locale.ROOT);
    for (String origin : configured) {
      if (authority(origin).equals(authority(shortened("https://" + named)))
          || authority(origin).equals(named)) {
        return origin;
      }
    }
    return configured.isEmpty() ? shortened(scheme + "://" + named) : configured.get(0);
  }

  private static String authority(String origin) {
    return origin.substring(origin.indexOf("://") + 3);
  }

  /** Without the port that is the scheme's own. */
  private static String shortened(String origin) {
    String own = origin.startsWith("https:") ? ":443" : ":80";
    return origin.endsWith(own) ? origin.substring(0, origin.length() - own.length()) : origin;
  }
}
