// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.testkit.sim.Simulation;

/** Identify on a node without a host, with a peer store that remembers one peer. */
final class Fixture {
  final PrivateKey own;
  final PrivateKey remote;
  final PeerRecordSource records;
  final IdentifyProtocol protocol;
  Set<String> protocols = Set.of();
  String agentVersion = "";
  int certified;

  Fixture(Simulation simulation) {
    own = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
    remote = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
    records = new PeerRecordSource(own, simulation.clock());
    Host host =
        Stub.of(
            Host.class,
            Map.of("peerId", any -> own.peerId(), "protocols", any -> Set.of("/own/1")));
    PeerStore store =
        Stub.of(
            PeerStore.class,
            Map.of(
                "protocols",
                any -> protocols,
                "agentVersion",
                any -> Optional.of(agentVersion),
                "putCertified",
                any -> ++certified > 0,
                "setIdentity",
                told -> {
                  agentVersion = (String) told[1];
                  protocols = new TreeSet<>(strings(told[3]));
                  return null;
                }));
    protocol =
        new IdentifyProtocol(
            IdentifyConfig.defaults("test"),
            host,
            store,
            own,
            records,
            simulation.clock(),
            simulation.scheduler(),
            simulation.metrics());
  }

  private static List<String> strings(Object collection) {
    return ((Collection<?>) collection).stream().map(Object::toString).toList();
  }
}
