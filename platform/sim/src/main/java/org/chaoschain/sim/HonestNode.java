// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.List;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Action;
import org.chaoschain.p2p.gossipsub.core.GossipRouter;
import org.chaoschain.p2p.gossipsub.core.MeshProtocol;
import org.chaoschain.p2p.gossipsub.core.PeerFacts;
import org.chaoschain.p2p.gossipsub.core.PeerRecords;
import org.chaoschain.p2p.gossipsub.core.Rpc;
import org.chaoschain.p2p.gossipsub.core.SignaturePolicy;

/** A node with the router that a real node runs, subscribed to the one topic. */
final class HonestNode extends Member {
  /** A record is its peer's id: keys are left out, forging is not what is simulated. */
  private static final PeerRecords RECORDS =
      new PeerRecords() {
        @Override
        public Bytes signedRecord(PeerId peer) {
          return peer.encode();
        }

        @Override
        public boolean verify(PeerId peer, Bytes signedRecord) {
          return signedRecord.equals(peer.encode());
        }
      };

  final GossipRouter router;
  private final EventQueue.Event beat = this::heartbeat;
  private final long heartbeat;

  HonestNode(GossipNetwork network, Identity identity, RandomGenerator decisions) {
    super(network, identity);
    this.heartbeat = network.config.mesh().heartbeat().toNanos();
    this.router =
        new GossipRouter(
            id,
            network.config,
            SignaturePolicy.STRICT_NO_SIGN,
            RECORDS,
            peer -> 0,
            decisions,
            network.meters);
  }

  /** Subscribes, and has heartbeats from now on, each node at its own moment of a second. */
  void start() {
    try {
      perform(router.subscribe(GossipNetwork.TOPIC, network.time.now()));
    } catch (LimitExceededException e) {
      throw new IllegalStateException("one topic is within every limit", e);
    }
    network.time.after(random.nextLong(heartbeat), beat);
  }

  private void heartbeat() {
    if (present()) {
      perform(router.heartbeat(network.time.now()));
      network.time.after(heartbeat, beat);
    }
  }

  void publish(Bytes data) {
    try {
      perform(router.publish(GossipNetwork.TOPIC, data, network.time.now()));
    } catch (LimitExceededException e) {
      throw new IllegalArgumentException("the message is too large for a node", e);
    }
  }

  @Override
  boolean honest() {
    return true;
  }

  @Override
  void up(Link link) {
    PeerFacts facts =
        new PeerFacts(link.to.id, MeshProtocol.GOSSIPSUB_1_2, link.outbound, link.to.addresses);
    perform(router.peerUp(facts, network.time.now()));
  }

  @Override
  void down(Member other) {
    router.peerDown(other.id, network.time.now());
  }

  @Override
  void received(Member from, Rpc rpc) {
    perform(router.received(from.id, rpc, network.time.now()));
  }

  private void perform(List<Action> actions) {
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      if (action instanceof Action.Send send) {
        network.send(this, send.peer(), send.rpc(), send.lane());
      } else if (action instanceof Action.Judge judge) {
        Verdict verdict = network.ledger.judge(this, judge.message());
        perform(router.judged(judge.id(), verdict, network.time.now()));
      } else if (action instanceof Action.Connect connect) {
        network.dialOffered(this, connect.peer());
      } else if (action instanceof Action.Raise) {
        network.incidents++;
      }
    }
  }

  /** How many members of its mesh are honest. */
  int honestInMesh() {
    int count = 0;
    for (PeerId peer : router.mesh(GossipNetwork.TOPIC)) {
      Member member = network.member(peer);
      count += member != null && member.honest() ? 1 : 0;
    }
    return count;
  }
}
