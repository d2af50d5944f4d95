// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.Simulation;

/** A local network in virtual time: what one sends, all hear a millisecond later, itself too. */
final class Segment {
  private final Simulation simulation;
  private final List<Wire.Receiver> group = new ArrayList<>();

  /** Everything that was ever sent. */
  final List<Packet> sent = new ArrayList<>();

  Segment(Simulation simulation) {
    this.simulation = simulation;
  }

  static PeerId peer(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  static String name(int number) {
    return ("peer" + number + "x").repeat(7);
  }

  MdnsDiscovery node(int number, String... addresses) {
    return node(number, MdnsConfig.DEFAULT, addresses);
  }

  MdnsDiscovery node(int number, MdnsConfig config, String... addresses) {
    List<Multiaddr> listen = Arrays.stream(addresses).map(Multiaddr::parse).toList();
    return new MdnsDiscovery(
        config,
        peer(number),
        name(number),
        () -> listen,
        new Plug(),
        simulation.clock(),
        simulation.scheduler(),
        simulation.random(),
        simulation.metrics());
  }

  /** As a stranger would send it. */
  void send(Packet packet) {
    sent.add(packet);
    for (Wire.Receiver each : List.copyOf(group)) {
      simulation
          .scheduler()
          .schedule(
              Duration.ofMillis(1),
              () -> {
                if (each.admits()) {
                  each.received(packet);
                }
              });
    }
  }

  private final class Plug implements Wire {
    private Receiver receiver;

    @Override
    public void open(Receiver joining) {
      receiver = joining;
      group.add(joining);
    }

    @Override
    public void send(Packet packet) {
      Segment.this.send(packet);
    }

    @Override
    public void close() {
      group.remove(receiver);
    }
  }
}
