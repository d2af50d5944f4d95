// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

/** What an agent's communication is about; it must agree with the content. */
public enum CommunicationType {
  /** A proposal, acceptance or end of an alliance. */
  ALLIANCE,
  /** A contribution to a discussion. */
  DISCUSSION,
  /** Points to a meme. */
  MEME,
  /** How the agent is. */
  STATUS,
  /** Content of a type that a plugin defines. */
  EXTENSION,
  /** Says who the agent is. */
  ANNOUNCEMENT
}
