// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import org.chaoschain.message.json.core.Frame;

/** What is to be done for a session, in the order in which it is told. Immutable. */
public sealed interface RemoteAction {
  /**
   * Write a text frame to the connection.
   *
   * @param text one frame
   */
  record Write(String text) implements RemoteAction {}

  /**
   * Send a message of the agent, and tell how it ended by {@link RemoteSession#settled}.
   *
   * @param id that the agent gave it
   */
  record Submit(String id) implements RemoteAction {}

  /**
   * The agent breaks the protocol: write the error and close the connection.
   *
   * @param problem what is wrong
   */
  record Fail(Frame.Problem problem) implements RemoteAction {}
}
