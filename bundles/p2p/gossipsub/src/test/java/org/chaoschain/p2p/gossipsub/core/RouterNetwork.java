// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** Routers that hand each other RPCs as objects, in order; time passes by heartbeats. */
final class RouterNetwork {
  final RecordedMetrics metrics = new RecordedMetrics();
  final List<Node> nodes = new ArrayList<>();
  final Map<PeerId, Node> byId = new HashMap<>();
  private final Deque<Runnable> mail = new ArrayDeque<>();
  private final SplittableRandom luck = new SplittableRandom(3);

  /** The share of RPCs with messages or gossip that is lost. */
  double lost;

  long now;

  /** One router, what it delivered, and to whom it is linked. */
  final class Node {
    final PeerId id;
    final MeshProtocol protocol;
    final GossipRouter router;
    final Map<MessageId, Integer> delivered = new HashMap<>();
    final List<PubSubIncident> incidents = new ArrayList<>();
    final Map<PeerId, Boolean> links = new HashMap<>();
    Verdict verdict = Verdict.ACCEPT;
    boolean silent;

    Node(PeerId id, MeshProtocol protocol, GossipConfig config, GossipMeters meters, long seed) {
      this.id = id;
      this.protocol = protocol;
      this.router =
          new GossipRouter(
              id,
              config,
              SignaturePolicy.STRICT_NO_SIGN,
              PeerRecords.NONE,
              peer -> 0,
              new SplittableRandom(seed),
              meters);
    }

    void run(List<Action> actions) {
      for (Action action : actions) {
        if (action instanceof Action.Send send) {
          sendTo(send);
        } else if (action instanceof Action.Judge judge) {
          delivered.merge(judge.id(), 1, Integer::sum);
          mail.add(() -> run(router.judged(judge.id(), verdict, now)));
        } else if (action instanceof Action.Raise raise) {
          incidents.add(raise.incident());
        }
      }
    }

    private void sendTo(Action.Send send) {
      if (links.containsKey(send.peer()) && !(silent && !send.rpc().messages().isEmpty())) {
        Node to = byId.get(send.peer());
        if (send.lane() != Action.Lane.STATE && luck.nextDouble() < lost) {
          return;
        }
        mail.add(() -> to.run(to.router.received(id, send.rpc(), now)));
      }
    }
  }

  static PeerId peer(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    key[1] = (byte) (number >> 8);
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  RouterNetwork(int size, GossipConfig config, IntFunction<MeshProtocol> protocol) {
    GossipMeters meters = new GossipMeters(config.limits(), metrics);
    for (int i = 0; i < size; i++) {
      Node node = new Node(peer(i), protocol.apply(i), config, meters, i);
      nodes.add(node);
      byId.put(node.id, node);
    }
  }

  /** The first has dialled the second; they speak what both speak. */
  void link(Node a, Node b) {
    MeshProtocol common = a.protocol.compareTo(b.protocol) < 0 ? a.protocol : b.protocol;
    a.links.put(b.id, true);
    b.links.put(a.id, false);
    a.run(a.router.peerUp(new PeerFacts(b.id, common, true, List.of()), now));
    b.run(b.router.peerUp(new PeerFacts(a.id, common, false, List.of()), now));
    settle();
  }

  /** Each node dials some others by lot. */
  void linkAtRandom(int dials, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Node node : nodes) {
      while (node.links.values().stream().filter(dialled -> dialled).count() < dials) {
        Node other = nodes.get(random.nextInt(nodes.size()));
        if (other != node && !node.links.containsKey(other.id)) {
          link(node, other);
        }
      }
    }
  }

  void subscribeAll(String topic) throws Exception {
    for (Node node : nodes) {
      node.run(node.router.subscribe(topic, now));
    }
    settle();
  }

  void settle() {
    Runnable next;
    while ((next = mail.poll()) != null) {
      next.run();
    }
  }

  void heartbeats(int count) {
    for (int i = 0; i < count; i++) {
      now += Duration.ofSeconds(1).toNanos();
      for (Node node : nodes) {
        node.run(node.router.heartbeat(now));
      }
      settle();
    }
  }

  static Bytes data(String text) {
    return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  MessageId publish(Node from, String topic, String text) throws Exception {
    from.run(from.router.publish(topic, data(text), now));
    settle();
    return new Message(topic, data(text)).contentId();
  }
}
