// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;

/** Peers by number. */
public final class Peers {
  private Peers() {}

  /** A key. */
  public static PublicKey key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return new PublicKey(KeyType.ED25519, Bytes.wrap(key));
  }

  /** An id. */
  public static PeerId of(int number) {
    return PeerId.fromPublicKey(key(number));
  }
}
