// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.reputation;

/** What a peer can do that counts against it. What each costs is configuration. */
public enum Offence {
  /** It broke a protocol: bytes that do not parse, frames out of turn. */
  PROTOCOL_ERROR,
  /** A signature that does not verify, or a record that somebody else signed. */
  BAD_SIGNATURE,
  /** A message that its type's rules reject, and that an honest peer does not send. */
  INVALID_MESSAGE,
  /** It ran into a limit of rate or size. */
  RATE_LIMIT,
  /** More control messages than anybody needs. */
  FLOOD,
  /** It connects and disconnects again and again. */
  CHURN,
  /** It does not answer, or promises and does not keep it. */
  UNRESPONSIVE
}
