// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says by the headers Host and Origin whether a request is let in. A page of another site that a
 * browser shows can send requests to this machine, and by a name of its own that is resolved to
 * this machine's address (DNS rebinding) even read the answers; both show in these two headers.
 * Immutable.
 */
public final class Doorkeeper {
  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * Makes the rules.
   *
   * @param hosts names and addresses by which the node may be called, without port
   * @param origins origins of pages that may call it, such as {@code https://example.org}
   */
  public Doorkeeper(Set<String> hosts, Set<String> origins) {
    this.hosts =
        hosts.stream().map(Doorkeeper::lower).collect(Collectors.toCollection(TreeSet::new));
    this.origins =
        origins.stream().map(Doorkeeper::lower).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Splits a list as configuration writes it, with commas. */
  public static Set<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Lets a request in or refuses it.
   *
   * @param host the header Host; null if it is not there
   * @param origin the header Origin; null if it is not there
   * @param scheme of the request: {@code http} or {@code https}
   * @return the origin that may read the answer, if a page of another origin asks
   * @throws Refusal 421 for a host, 403 for an origin that is not allowed
   */
  public Optional<String> admit(String host, String origin, String scheme) throws Refusal {
    if (host == null || !hosts.contains(lower(withoutPort(host)))) {
      throw Refusal.of(
          421,
          "host_not_allowed",
          "this node is not called '%s'; the key agent.gateway.hosts lists the names by which it may be called"
              .formatted(host == null ? "" : shown(host)));
    }
    if (origin == null || lower(origin).equals(scheme + "://" + lower(host))) {
      return Optional.empty();
    }
    if (!origins.contains(lower(origin))) {
      throw Refusal.of(
          403,
          "origin_not_allowed",
          "pages of '%s' may not call this node; the key agent.gateway.origins lists those that may"
              .formatted(shown(origin)));
    }
    return Optional.of(origin);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String shown(String header) {
    String cut = header.length() <= 64 ? header : header.substring(0, 64) + "...";
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
