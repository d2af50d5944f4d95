// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.Simulation;

/** Runs the contract on a {@link FixedDiscovery}. */
abstract class FixedDiscoveryContract extends DiscoveryContract {
  private final FixedDiscovery.Fault fault;
  private final List<AddressInfo> peers =
      IntStream.range(0, 3).mapToObj(FixedDiscoveryContract::peer).toList();

  FixedDiscoveryContract(FixedDiscovery.Fault fault) {
    this.fault = fault;
  }

  private static AddressInfo peer(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    PeerId id = PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
    return new AddressInfo(id, List.of(Multiaddr.parse("/memory/" + number)));
  }

  @Override
  protected Discovery newDiscovery(Simulation from) {
    return new FixedDiscovery(from.scheduler(), peers, fault);
  }

  @Override
  protected Set<PeerId> findable() {
    return peers.stream().map(AddressInfo::peer).collect(Collectors.toSet());
  }
}
