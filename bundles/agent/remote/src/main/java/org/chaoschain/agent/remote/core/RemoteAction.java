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
   * Send a message of the agent, and tell how it ended by {@link RemoteSession#settled}. Messages
   * of one agent are sent in the order in which this is told.
   *
   * @param saying what is to be sent
   */
  record Submit(Saying saying) implements RemoteAction {}

  /**
   * A message that waits in another session has got room: tell that session, as soon as nothing is
   * held any more that guards this one.
   *
   * @param waker leads to {@link RemoteSession#roomCame} of the other session
   */
  record Wake(Runnable waker) implements RemoteAction {}

  /**
   * The agent breaks the protocol: write the error and close the connection.
   *
   * @param problem what is wrong
   */
  record Fail(Frame.Problem problem) implements RemoteAction {}
}
