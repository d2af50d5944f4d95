// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

/**
 * Makes the links of a {@link MemoryNetwork}. Safe for use by many threads if its network is used
 * by many.
 */
@FunctionalInterface
public interface LinkModel {
  /** Every byte arrives at once. */
  LinkModel DIRECT = (from, to) -> Link.DIRECT;

  /**
   * The link of one direction of a new connection.
   *
   * @param from the name of the sending node
   * @param to the name of the receiving node
   */
  Link open(String from, String to);
}
