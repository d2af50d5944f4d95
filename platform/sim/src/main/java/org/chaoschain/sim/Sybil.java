// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;
import org.chaoschain.p2p.gossipsub.core.Message;
import org.chaoschain.p2p.gossipsub.core.MessageId;
import org.chaoschain.p2p.gossipsub.core.Rpc;

/**
 * An attacker. It grafts every peer it is linked to, comes again as soon as a backoff is over, and
 * never prunes; what it does with messages is its conduct.
 */
final class Sybil extends Member {
  private static final Duration LATE = Duration.ofMillis(1500);
  private static final Duration ADVERTISES = Duration.ofSeconds(2);
  private static final int ADVERTISED = 20;
  private static final int SPARSE = 16;

  private final Attack.Orders orders;
  private final Set<PeerId> mesh = new LinkedHashSet<>();
  private final BitSet seen = new BitSet();

  Sybil(GossipNetwork network, Identity identity, Attack.Orders orders) {
    super(network, identity);
    this.orders = orders;
    if (orders.conduct() == Conduct.DEGRADE) {
      network.time.after(random.nextLong(ADVERTISES.toNanos()), this::advertise);
    }
  }

  @Override
  boolean honest() {
    return false;
  }

  @Override
  void up(Link link) {
    PeerId peer = link.to.id;
    network.send(
        this,
        peer,
        Rpc.subscriptions(List.of(new Rpc.Subscription(GossipNetwork.TOPIC, true))),
        Lane.STATE);
    graft(peer);
  }

  private void graft(PeerId peer) {
    if (links.containsKey(peer)) {
      mesh.add(peer);
      network.send(
          this,
          peer,
          Rpc.of(Rpc.Control.mesh(List.of(GossipNetwork.TOPIC), List.of())),
          Lane.STATE);
    }
  }

  @Override
  void down(Member other) {
    mesh.remove(other.id);
  }

  @Override
  void received(Member from, Rpc rpc) {
    if (!rpc.control().graft().isEmpty()) {
      mesh.add(from.id);
    }
    for (Rpc.Prune prune : rpc.control().prune()) {
      mesh.remove(from.id);
      long backoff = Duration.ofSeconds(prune.backoffSeconds()).toNanos();
      network.time.after(
          backoff + random.nextLong(Duration.ofSeconds(1).toNanos()), () -> graft(from.id));
    }
    for (Message message : rpc.messages()) {
      received(from, message);
    }
  }

  private void received(Member from, Message message) {
    int number = Ledger.number(message);
    if (number < 0 || seen.get(number)) {
      return;
    }
    seen.set(number);
    switch (orders.conduct()) {
      case SILENT -> {}
      case CENSOR -> {
        if (!orders.victims().contains(network.ledger.author(number))) {
          forward(from, message);
        }
      }
      case COVERT -> {
        if (network.time.now() < orders.turns()) {
          forward(from, message);
        }
      }
      case SPARSE -> {
        if (number % SPARSE == index % SPARSE) {
          forward(from, message);
        }
      }
      case DEGRADE, LATE -> network.time.after(LATE.toNanos(), () -> forward(from, message));
    }
  }

  private void forward(Member from, Message message) {
    Rpc rpc = Rpc.of(message);
    for (PeerId peer : mesh) {
      if (!peer.equals(from.id)) {
        network.send(this, peer, rpc, Lane.PAYLOAD);
      }
    }
  }

  private void advertise() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < ADVERTISED; i++) {
      byte[] invented = new byte[32];
      random.nextBytes(invented);
      ids.add(MessageId.wrap(invented));
    }
    Rpc rpc = Rpc.of(Rpc.Control.ihave(GossipNetwork.TOPIC, ids));
    for (PeerId peer : links.keySet()) {
      network.send(this, peer, rpc, Lane.GOSSIP);
    }
    network.time.after(ADVERTISES.toNanos(), this::advertise);
  }
}
