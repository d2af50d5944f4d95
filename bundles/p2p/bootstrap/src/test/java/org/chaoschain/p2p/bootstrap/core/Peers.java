// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;

/** Peers by number, and the names that lead to some of them. */
final class Peers {
  private Peers() {}

  static PublicKey key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return new PublicKey(KeyType.ED25519, Bytes.wrap(key));
  }

  static PeerId of(int number) {
    return PeerId.fromPublicKey(key(number));
  }

  /** {@code many.test} leads to peers 2 and 3; any other name makes it throw. */
  static NameResolver resolver() {
    return address -> {
      if (!address.toString().contains("many.test")) {
        throw new IllegalStateException("a resolver that is broken");
      }
      return CompletableFuture.completedFuture(
          List.of(
              Multiaddr.parse("/memory/2").withPeer(of(2)),
              Multiaddr.parse("/memory/22").withPeer(of(2)),
              Multiaddr.parse("/memory/3").withPeer(of(3)),
              Multiaddr.parse("/memory/4")));
    };
  }
}
