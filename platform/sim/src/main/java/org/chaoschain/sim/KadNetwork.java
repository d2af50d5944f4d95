// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.AddressBook;
import org.chaoschain.p2p.kad.core.AddressRule;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadServer;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.ProviderStore;
import org.chaoschain.p2p.kad.core.RecordRefusedException;
import org.chaoschain.p2p.kad.core.RecordStore;
import org.chaoschain.p2p.kad.core.RecordValidators;
import org.chaoschain.p2p.kad.core.RoutingTable;

/** Kademlia servers that find each other; requests and answers travel as objects. */
final class KadNetwork {
  static final int K = 20;

  private static final int REQUEST = 20;
  private static final int ANSWER = 21;
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  final VirtualTime time = new VirtualTime();
  final Trace trace;
  final SplittableRandom random;
  final List<Node> nodes = new ArrayList<>();
  private final KadLimits limits = KadLimits.of(KadLimits.Values.DEFAULT, new RunMetrics());
  private final AddressRule rule = new AddressRule(false, 16);
  private final Links weather = Links.DEFAULT;
  private final Map<PeerId, Node> byId = new HashMap<>();
  private long requests;

  /** Knows each peer by what it says of itself. */
  private final AddressBook book =
      new AddressBook() {
        @Override
        public List<Multiaddr> addresses(PeerId peer) {
          Node node = byId.get(peer);
          return node == null ? List.of() : node.self.addresses();
        }

        @Override
        public boolean connected(PeerId peer) {
          return false;
        }
      };

  /** One node: its table, and what answers others from it. */
  final class Node {
    final int index;
    final KadPeer self;
    final RoutingTable table;
    private final KadServer server;
    private final SplittableRandom luck;

    Node(int index, KadPeer self) {
      this.index = index;
      this.self = self;
      this.luck = random.split();
      this.table = new RoutingTable(self.key(), RoutingTable.Settings.DEFAULT);
      this.server =
          new KadServer(
              self,
              K,
              table,
              new RecordStore(
                  self.key(), RecordValidators.DEFAULT, limits, KadLimits.RECORD_LIFETIME),
              new ProviderStore(self.key(), limits, Duration.ofDays(1)),
              book,
              rule,
              limits);
    }

    /** Whom it would ask first. */
    private List<KadPeer> seeds(KadKey target) {
      return table.closest(target, K);
    }

    /** A request arrives: whoever asks is a server too, and was just seen alive. */
    private Optional<KadMessage> answer(Node from, KadMessage request) {
      table.offer(from.self, time.now());
      try {
        return server.answer(from.self.id(), request, EPOCH.plusNanos(time.now()));
      } catch (RecordRefusedException e) {
        throw new IllegalStateException("a search asks for nothing that is refused", e);
      }
    }
  }

  KadNetwork(long seed, Trace trace) {
    this.trace = trace;
    this.random = new SplittableRandom(seed);
  }

  long requests() {
    return requests;
  }

  /** A new node, in one of many networks of the Internet. */
  Node add() {
    int index = nodes.size();
    PeerId id = GossipNetwork.peerId(index);
    // 1.x to 9.x, 11.x to 99.x: public networks all of them
    int first = 11 + random.nextInt(89);
    String address = "/ip4/%d.%d.0.1/tcp/4001".formatted(first, random.nextInt(256));
    Node node = new Node(index, KadPeer.of(id, List.of(Multiaddr.parse(address))));
    nodes.add(node);
    byId.put(id, node);
    return node;
  }

  /** A search of a node from what its table knows; the outcome comes when it has ended. */
  void search(Node node, Bytes key, Consumer<Lookup> ended) {
    KadKey target = KadKey.of(key);
    Lookup lookup =
        new Lookup(node.self.key(), target, Lookup.Settings.DEFAULT, node.seeds(target));
    new Search(node, key, lookup, ended).proceed();
  }

  /** Whom an answer names, in a number that is the same in every process. */
  private static long named(KadMessage answer) {
    long sum = 1;
    for (KadPeer peer : answer.closer()) {
      sum = 31 * sum + peer.id().hashCode();
    }
    return sum;
  }

  private final class Search {
    private final Node node;
    private final KadMessage request;
    private final Lookup lookup;
    private final Consumer<Lookup> ended;
    private boolean told;

    Search(Node node, Bytes key, Lookup lookup, Consumer<Lookup> ended) {
      this.node = node;
      this.request = KadMessage.findNode(key);
      this.lookup = lookup;
      this.ended = ended;
    }

    void proceed() {
      for (KadPeer peer : lookup.next()) {
        ask(byId.get(peer.id()));
      }
      if (!told && lookup.done()) {
        told = true;
        ended.accept(lookup);
      }
    }

    private void ask(Node other) {
      requests++;
      time.after(
          weather.travel(node.luck),
          () -> {
            trace.arrived(time.now(), node.index, other.index, REQUEST, lookup.target().a());
            other
                .answer(node, request)
                .ifPresent(
                    answer -> time.after(weather.travel(other.luck), () -> hear(other, answer)));
          });
    }

    private void hear(Node other, KadMessage answer) {
      trace.arrived(time.now(), other.index, node.index, ANSWER, named(answer));
      node.table.offer(other.self, time.now());
      lookup.answered(other.self.id(), other.self.addresses(), answer.closer());
      if (!told) {
        proceed();
      }
    }
  }
}
