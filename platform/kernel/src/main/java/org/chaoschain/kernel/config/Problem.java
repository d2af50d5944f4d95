// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

/**
 * Something wrong with one setting.
 *
 * @param source where it is written
 * @param message what is wrong, with key, value and remedy
 */
public record Problem(Source source, String message) {
  @Override
  public String toString() {
    return source + ": " + message;
  }
}
