// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import org.chaoschain.agent.llm.core.SilenceException;

/** What has become of a question. */
sealed interface Outcome<T> {
  /**
   * An answer that can be used.
   *
   * @param what it is
   */
  record Said<T>(T what) implements Outcome<T> {}

  /**
   * None.
   *
   * @param why in the node's own words
   */
  record Silent<T>(SilenceException why) implements Outcome<T> {}

  /** Makes something of the text that a model wrote. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * Reads it.
     *
     * @throws SilenceException if it cannot be used
     */
    T read(String text) throws SilenceException;
  }
}
