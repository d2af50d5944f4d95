// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.Collection;

/** The words for what is wrong with a setting. */
final class Keys {
  private Keys() {}

  static Problem unknown(Assignment assignment, Collection<String> known) {
    return new Problem(
        assignment.source(),
        "unknown key %s (value '%s')%s"
            .formatted(
                assignment.key(),
                assignment.value(),
                Nearest.to(assignment.key(), known)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("; 'chaos config' lists the keys")));
  }

  static Problem malformed(Assignment assignment, IllegalArgumentException reason) {
    return new Problem(assignment.source(), assignment.key() + ": " + reason.getMessage());
  }
}
