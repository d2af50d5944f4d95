// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.testkit.sim.Simulation;

/** The peer list of a node without a host, with a peer store that keeps certified records. */
final class Fixture {
  final Simulation simulation;
  final PrivateKey own;
  final PeerList peers;
  final Map<PeerId, Bytes> certified = new HashMap<>();

  Fixture(Simulation simulation) {
    this.simulation = simulation;
    own = key();
    Host host = Stub.of(Host.class, Map.of("peerId", any -> own.peerId()));
    PeerStore store =
        Stub.of(
            PeerStore.class,
            Map.of(
                "peers",
                any -> Set.copyOf(certified.keySet()),
                "certifiedRecord",
                peer -> Optional.ofNullable(certified.get((PeerId) peer[0])),
                "putCertified",
                record -> certified.put((PeerId) record[0], (Bytes) record[1]) == null));
    peers =
        new PeerList(
            PeersConfig.DEFAULT,
            host,
            store,
            new PeerRecordSource(own, simulation.clock()),
            simulation.clock(),
            simulation.scheduler(),
            simulation.random(),
            simulation.metrics());
  }

  PrivateKey key() {
    return PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  }

  Bytes peerRecord(PrivateKey of) {
    return new PeerRecordSource(of, simulation.clock()).signedRecord(List.of());
  }

  static AgentId agent(PrivateKey key) {
    return new AgentId(key.publicKey().data());
  }

  SignedHostingRecord hosting(PrivateKey agent, PeerId at, Duration lifetime) {
    HostingRecord record =
        new HostingRecord(agent(agent), at, 1, simulation.clock().now().plus(lifetime));
    return SignedHostingRecord.seal(record, agent::sign);
  }
}
