// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;

class AddressInfoTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

  @Test
  void dropsThePeersOwnIdAndRepetitions() {
    AddressInfo info =
        new AddressInfo(
            PEER, List.of(ADDRESS.withPeer(PEER), ADDRESS, Multiaddr.EMPTY.withPeer(PEER)));
    assertThat(info.addresses()).containsExactly(ADDRESS);
    assertThat(AddressInfo.of(ADDRESS.withPeer(PEER))).isEqualTo(info);
  }

  @Test
  void refusesTheAddressOfAnotherPeerOrOfNone() {
    PeerId other = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
    List<Multiaddr> addresses = List.of(ADDRESS.withPeer(other));
    assertThatThrownBy(() -> new AddressInfo(PEER, addresses))
        .hasMessageContaining("another peer than " + PEER);
    assertThatThrownBy(() -> AddressInfo.of(ADDRESS)).hasMessageContaining("must end with /p2p/");
  }
}
