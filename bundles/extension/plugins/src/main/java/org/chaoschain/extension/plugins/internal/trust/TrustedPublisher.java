// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.util.regex.Pattern;
import org.chaoschain.extension.signing.core.PublisherId;

/**
 * A publisher that is trusted.
 *
 * @param id who
 * @param names the plugin it is trusted with; those that begin so if it ends with {@code *}
 */
record TrustedPublisher(PublisherId id, String names) {
  static final String ALL = "*";
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_.-]{0,128}\\*?");

  TrustedPublisher {
    if (names.isEmpty() || !NAMES.matcher(names).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name of a plugin, nor the beginning of one with * after it"
              .formatted(names.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  /**
   * Reads {@code DID} or {@code DID=NAMES}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static TrustedPublisher parse(String text) {
    String[] parts = text.strip().split("=", 2);
    return new TrustedPublisher(
        PublisherId.parse(parts[0].strip()), parts.length == 2 ? parts[1].strip() : ALL);
  }

  boolean covers(PublisherId publisher, String name) {
    boolean named =
        names.endsWith(ALL)
            ? name.startsWith(names.substring(0, names.length() - 1))
            : name.equals(names);
    return named && publisher.equals(id);
  }
}
