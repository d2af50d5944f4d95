// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A form that messages have on the wire; register it as a service. Safe for use by many threads;
 * draws no randomness and reads no clock.
 *
 * <p>Of several with one name that of the higher {@code service.ranking} is used, of equal ranking
 * the one that was registered last. What one has decoded another may be asked to verify.
 */
@ConsumerType
public interface MessageCodec {
  /** A short name: {@code protobuf}. */
  String name();

  /**
   * Encodes and signs.
   *
   * @throws MalformedMessageException if the message breaks a rule that {@link #decode} checks
   * @throws IllegalArgumentException if the signer is not the message's sender or, under a
   *     delegation, not whom the delegation names
   */
  SignedMessage encode(Message message, MessageSigner signer) throws MalformedMessageException;

  /**
   * Decodes: size, structure, version, agreement of type and content. The signature is not verified
   * yet.
   *
   * @param wire the whole envelope
   * @param maxBytes the size limit
   * @throws MalformedMessageException naming reason and offset
   */
  SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException;

  /**
   * Verifies the signature and, if there is one, the delegation for this chain.
   *
   * @throws MalformedMessageException with the reason {@code bad-signature} or {@code
   *     bad-delegation}
   */
  void verify(SignedMessage message) throws MalformedMessageException;
}
