// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.util.Map;
import java.util.Optional;

/**
 * A line of a conversation.
 *
 * @param number in the file, the first one being 1
 * @param from who speaks
 * @param to to whom; empty speaks to all
 * @param type {@code discussion}, {@code alliance}, {@code meme}, {@code status}, {@code
 *     announcement}, or {@code extension}
 * @param content the fields of the type
 */
record Line(
    int number, String from, Optional<String> to, String type, Map<String, Object> content) {

  /** Whether a plugin defines its type. */
  boolean extension() {
    return type.equals("extension");
  }
}
