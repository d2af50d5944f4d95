// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

/** How a plugin's name looks to a person who reads it quickly. */
final class NameShape {
  private NameShape() {}

  /**
   * The same for names that are easily taken for one another: {@code paypal} and {@code paypaI}.
   */
  static String of(String name) {
    StringBuilder shape = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      shape.append(
          switch (c) {
            case '0', 'O' -> 'o';
            case '1', 'I', 'l' -> 'l';
            case '5' -> 's';
            case '_' -> '-';
            default -> Character.toLowerCase(c);
          });
    }
    return shape.toString().replace("rn", "m").replace("vv", "w");
  }

  static boolean alike(String one, String other) {
    return !one.equals(other) && of(one).equals(of(other));
  }
}
