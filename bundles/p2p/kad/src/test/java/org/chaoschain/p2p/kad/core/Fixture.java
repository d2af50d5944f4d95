// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;

/** Peers, keys and records. */
final class Fixture {
  static final Instant NOW = Simulation.EPOCH;

  final RecordedMetrics metrics = new RecordedMetrics();
  final KadLimits limits = KadLimits.of(KadLimits.Values.DEFAULT, metrics);

  /** The peer of that number, in a public network of its own. */
  static KadPeer peer(int number) {
    return peer(
        number,
        "/ip4/%d.%d.0.1/tcp/4001"
            .formatted(20 + Math.floorMod(number / 200, 50), Math.floorMod(number, 200)));
  }

  static KadPeer peer(int number, String... addresses) {
    List<Multiaddr> parsed = new ArrayList<>();
    for (String address : addresses) {
      parsed.add(Multiaddr.parse(address));
    }
    return KadPeer.of(id(number), parsed);
  }

  static PeerId id(int number) {
    return PeerId.decode(multihash(number));
  }

  /** A multihash that depends on a number. */
  static Bytes multihash(int number) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(ByteBuffer.allocate(4).putInt(number).array());
      return Multihashes.sha256(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static PeerId randomId(RandomGenerator random) {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    return PeerId.decode(Multihashes.sha256(digest));
  }

  /** A peer whose point shares exactly that many bits with another. */
  static KadPeer near(KadKey point, int bits, int from, String... addresses) {
    for (int i = from; ; i++) {
      KadPeer peer = peer(i, addresses);
      if (peer.key().commonPrefix(point) == bits) {
        return peer;
      }
    }
  }

  static List<KadPeer> sorted(List<KadPeer> peers, KadKey target) {
    return peers.stream()
        .sorted(Comparator.comparing(KadPeer::key, target::compareDistance))
        .toList();
  }

  static PrivateKey agentKey(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    return PrivateKey.generate(
        KeyType.ED25519,
        target -> System.arraycopy(seed, 0, target, 0, Math.min(seed.length, target.length)));
  }

  static AgentId agent(PrivateKey key) {
    return new AgentId(key.publicKey().data());
  }

  static KadRecord hosting(PrivateKey agent, PeerId peer, long sequence, Instant expiry) {
    Bytes value =
        SignedHostingRecord.seal(
                new HostingRecord(agent(agent), peer, sequence, expiry), agent::sign)
            .encode();
    return new KadRecord(AgentRecordValidator.keyOf(agent(agent)), value);
  }
}
