// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who this node is: a service that holds the node's private key and never gives it away. What it
 * signs must begin with a domain prefix or be the signing form of a protocol, so that a signature
 * for one purpose never serves another. Safe for use by many threads.
 */
@ProviderType
public interface NodeIdentity {
  /** The id of this node. */
  PeerId peerId();

  /** The public half of the key. */
  PublicKey publicKey();

  /**
   * Signs by the rules of the key's type. It does not block beyond the time the arithmetic takes.
   *
   * @param message the bytes to be signed, not their hash
   * @return the signature in the form libp2p defines for the key's type
   */
  Bytes sign(Bytes message);
}
