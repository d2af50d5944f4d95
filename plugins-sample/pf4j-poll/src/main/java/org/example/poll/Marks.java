// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

/** How the options of a poll are told apart. */
public enum Marks {
  /** {@code a) a cat}, version 1.0. */
  LETTERS,
  /** {@code 1) a cat}, version 1.1. */
  NUMBERS;

  /** The mark of an option, 1 for the first. */
  String of(int option) {
    return (this == LETTERS ? String.valueOf((char) ('a' + option - 1)) : "" + option) + ") ";
  }
}
