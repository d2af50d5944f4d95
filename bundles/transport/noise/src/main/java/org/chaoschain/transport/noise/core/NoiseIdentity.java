// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.NodeIdentity;

/**
 * Who this side is in every handshake: its static key, and the signature of the node's key over it.
 * It lives in memory only. Immutable.
 */
public final class NoiseIdentity {
  private final X25519Key staticKey;
  private final Bytes identityKey;
  private final Bytes signature;

  private NoiseIdentity(X25519Key staticKey, Bytes identityKey, Bytes signature) {
    this.staticKey = staticKey;
    this.identityKey = identityKey;
    this.signature = signature;
  }

  /** A new static key, signed by the node. */
  public static NoiseIdentity create(NodeIdentity node, EntropySource entropy) {
    X25519Key staticKey = X25519Key.generate(entropy);
    Bytes signature = node.sign(Libp2pHandshake.SIGNATURE_PREFIX.concat(staticKey.publicKey()));
    return new NoiseIdentity(staticKey, node.publicKey().encode(), signature);
  }

  /** With parts that need not fit each other; so a test plays a liar. */
  static NoiseIdentity of(X25519Key staticKey, Bytes identityKey, Bytes signature) {
    return new NoiseIdentity(staticKey, identityKey, signature);
  }

  X25519Key staticKey() {
    return staticKey;
  }

  /** What it says about itself, with the muxers it offers. */
  Bytes payload(List<String> muxers) {
    return new HandshakePayload(identityKey, signature, muxers).encode();
  }

  /** Overwrites the static key; no handshake is possible any more. */
  public void wipe() {
    staticKey.wipe();
  }
}
