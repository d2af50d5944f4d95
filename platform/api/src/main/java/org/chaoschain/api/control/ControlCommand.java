// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.control;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command of the control channel; register it as a service to add one. The channel is a Unix
 * domain socket in the data directory that only the node's user can open.
 */
@ConsumerType
public interface ControlCommand {
  /**
   * The name, lower case with dots: {@code plugin.list}. Of two with one name the higher ranked
   * service wins.
   */
  String name();

  /** One line for {@code chaos help}. */
  String summary();

  /**
   * Runs the command. Called on a worker thread; it may block, and ends when it returns. A command
   * that follows something returns when {@link ControlReply#awaitClosed} says so.
   *
   * @throws ControlException to answer with an error
   */
  void run(ControlRequest request, ControlReply reply) throws ControlException;
}
