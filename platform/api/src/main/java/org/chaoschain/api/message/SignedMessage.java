// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.chaoschain.api.bytes.Bytes;

/**
 * A message with the bytes that were signed. Immutable.
 *
 * @param message what it says
 * @param wire the whole envelope as it travels, signature included
 * @param digest SHA-256 of {@code wire}: the id for de-duplication of what travels
 * @param signedDigest SHA-256 of the bytes before the signature: the id of what was said
 */
public record SignedMessage(Message message, Bytes wire, Bytes digest, Bytes signedDigest) {
  /**
   * The same each time a message is handed to a handler or an agent, and different for each
   * message. After a crash of the node a message that was in hand comes once more: who must not do
   * a thing twice writes this key down together with what was done, and looks it up before.
   */
  public Bytes idempotencyKey() {
    return signedDigest;
  }
}
