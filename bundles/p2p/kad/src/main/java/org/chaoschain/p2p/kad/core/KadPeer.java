// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.List;
import java.util.Objects;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A peer as messages name it. The addresses are hints of whoever sent them, nothing more.
 * Immutable.
 *
 * @param id who
 * @param key its point in the key space
 * @param addresses where it may be reached, without {@code /p2p/…} of the peer itself
 * @param connectedness what the sender says of its connection to it
 */
public record KadPeer(
    PeerId id, KadKey key, List<Multiaddr> addresses, Connectedness connectedness) {
  /** What a sender says of its connection to a peer. */
  public enum Connectedness {
    /** No connection, nothing else known. */
    NOT_CONNECTED(0),
    /** There is a connection. */
    CONNECTED(1),
    /** There was one lately. */
    CAN_CONNECT(2),
    /** It was tried lately and failed. */
    CANNOT_CONNECT(3);

    private final int number;

    Connectedness(int number) {
      this.number = number;
    }

    /** The number on the wire. */
    public int number() {
      return number;
    }

    /** What a number means; one that is not known means nothing. */
    public static Connectedness of(int number) {
      for (Connectedness each : values()) {
        if (each.number == number) {
          return each;
        }
      }
      return NOT_CONNECTED;
    }
  }

  /** Keeps an immutable copy of the addresses. */
  public KadPeer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(connectedness, "connectedness");
    addresses = List.copyOf(addresses);
  }

  /** A peer with its point computed. */
  public static KadPeer of(PeerId id, List<Multiaddr> addresses) {
    return new KadPeer(id, KadKey.of(id), addresses, Connectedness.NOT_CONNECTED);
  }

  /** The same peer with other addresses. */
  public KadPeer withAddresses(List<Multiaddr> others) {
    return new KadPeer(id, key, others, connectedness);
  }

  /** The same peer, differently connected. */
  public KadPeer withConnectedness(Connectedness other) {
    return new KadPeer(id, key, addresses, other);
  }
}
