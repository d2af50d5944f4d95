// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.peer.PublicKeyException;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/** {@code /pk/} and a peer id: the peer's public key, as libp2p encodes it. */
public final class PublicKeyValidator implements RecordValidator {
  private static final String NAMESPACE = "/pk/";
  private static final int PREFIX = NAMESPACE.length();

  /** It keeps nothing. */
  public PublicKeyValidator() {}

  /** The key under which a peer's public key is kept. */
  public static Bytes keyOf(PeerId peer) {
    return RecordValidators.prefix(NAMESPACE).concat(peer.encode());
  }

  @Override
  public String namespace() {
    return NAMESPACE;
  }

  @Override
  public Instant validate(Bytes key, Bytes value, Instant now) throws RecordRefusedException {
    PeerId peer;
    try {
      peer = PeerId.decode(key.slice(PREFIX, key.size()));
    } catch (PeerIdException e) {
      throw new RecordRefusedException(
          Reason.KEY, "the key " + key + " does not end with a peer id: " + e.getMessage());
    }
    try {
      if (!peer.matches(PublicKey.decode(value))) {
        throw new RecordRefusedException(Reason.VALUE, "the public key is not that of " + peer);
      }
    } catch (PublicKeyException e) {
      throw new RecordRefusedException(
          Reason.VALUE, "the value for " + peer + " is no public key: " + e.getMessage());
    }
    return Instant.MAX;
  }

  @Override
  public int compare(Bytes key, Bytes first, Bytes second) {
    return 0;
  }
}
