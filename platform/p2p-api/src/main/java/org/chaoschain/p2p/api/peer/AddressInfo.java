// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import java.util.List;
import java.util.Objects;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/**
 * A peer and where it may be reached. Immutable.
 *
 * @param peer who
 * @param addresses where, the first tried first; without the {@code /p2p/…} of the peer itself,
 *     without repetition
 */
public record AddressInfo(PeerId peer, List<Multiaddr> addresses) {
  /**
   * Drops the peer's own {@code /p2p/…} from the end of each address, then empty addresses and
   * repetitions.
   *
   * @throws IllegalArgumentException if an address ends with the id of another peer
   */
  public AddressInfo {
    Objects.requireNonNull(peer, "peer");
    for (Multiaddr address : addresses) {
      address
          .peerId()
          .filter(named -> !named.equals(peer))
          .ifPresent(
              named -> {
                throw new IllegalArgumentException(
                    address + " is an address of another peer than " + peer);
              });
    }
    addresses =
        addresses.stream()
            .map(Multiaddr::withoutPeer)
            .filter(address -> !address.isEmpty())
            .distinct()
            .toList();
  }

  /**
   * The peer that an address names at its end, reached by that address.
   *
   * @throws IllegalArgumentException if the address does not end with {@code /p2p/…}
   */
  public static AddressInfo of(Multiaddr address) {
    PeerId peer =
        address
            .peerId()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        address + " must end with /p2p/ and the id of the peer"));
    return new AddressInfo(peer, List.of(address));
  }
}
