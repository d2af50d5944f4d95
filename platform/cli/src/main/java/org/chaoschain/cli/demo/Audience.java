// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.util.List;

/** Who watches the demo. Called by several threads. */
interface Audience extends AutoCloseable {
  /** Something begins. */
  void scene(String text);

  /** An agent was heard on some node. */
  void heard(String text);

  /** How things are, a few times a second. */
  void progress(Progress progress);

  /** It is over. */
  @Override
  void close();

  /**
   * How things are.
   *
   * @param played lines of the conversation so far
   * @param lines of the conversation
   * @param peers of each node
   * @param generation of the plugin on each node; 0 where it is not
   * @param tally what the nodes have recorded
   */
  record Progress(
      int played, int lines, List<Integer> peers, List<Integer> generation, Ledger.Tally tally) {}
}
