// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadMode;
import org.chaoschain.p2p.kad.core.PublicKeyValidator;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.testkit.leak.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One DHT of three implementations: three nodes that the others join through, three that publish,
 * three that search. Whoever joins does so through another implementation's node, and searchers
 * start after all is published: all they are told is one address.
 */
@ExtendWith(LeakCheck.class)
class KademliaIT {
  private static final int LIBRARIES = 3;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void each_finds_what_the_others_published_under_our_protocol_id() throws Exception {
    Outcome outcome = new Outcome("kademlia");
    List<List<String>> rows = eachFindsWhatTheOthersPublished(DhtConfig.CHAOSCHAIN);
    outcome
        .versions(peers, "kad-dht")
        .paragraph("Protocol `" + DhtConfig.CHAOSCHAIN + "`, a row searches, a column published.")
        .table(List.of("", "by chaoschain", "by js-libp2p", "by go-libp2p"), rows)
        .write();
  }

  @Test
  void each_finds_what_the_others_published_under_the_id_of_the_public_network() throws Exception {
    assertThat(eachFindsWhatTheOthersPublished(DhtConfig.IPFS)).hasSize(LIBRARIES);
  }

  /** A row for each who searches. */
  private List<List<String>> eachFindsWhatTheOthersPublished(String protocol) throws Exception {
    List<KadNode> entries = oneOfEach(protocol);
    entries.get(0).join(entries.get(1));
    entries.get(1).join(entries.get(2));
    entries.get(2).join(entries.get(0));

    List<KadNode> publishers = oneOfEach(protocol);
    for (int i = 0; i < LIBRARIES; i++) {
      KadNode publisher = publishers.get(i);
      publisher.join(entries.get((i + 1) % LIBRARIES));
      publisher.provide(contentOf(publisher));
      publisher.putValue(keyOf(publisher), publicKeyOf(publisher));
    }

    List<KadNode> searchers = oneOfEach(protocol);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < LIBRARIES; i++) {
      KadNode searcher = searchers.get(i);
      searcher.join(entries.get((i + 2) % LIBRARIES));
      List<String> row = new ArrayList<>(List.of(searcher.library() + " finds"));
      for (KadNode publisher : publishers) {
        finds(searcher, publisher);
        row.add("peer, provider, value");
      }
      rows.add(row);
    }
    return rows;
  }

  private static void finds(KadNode searcher, KadNode publisher) throws Exception {
    String what = "%s found by %s".formatted(publisher.library(), searcher.library());
    String listens = publisher.address().replaceFirst("/p2p/.*$", "");
    assertThat(searcher.findProviders(contentOf(publisher)))
        .as("provider " + what)
        .containsOnlyKeys(publisher.id());
    assertThat(searcher.findProviders(contentOf(publisher)).get(publisher.id()))
        .as("addresses of the provider " + what)
        .contains(listens);
    assertThat(searcher.findPeer(publisher.id())).as("peer " + what).contains(listens);
    assertThat(searcher.getValue(keyOf(publisher)))
        .as("value of " + what)
        .isEqualTo(publicKeyOf(publisher));
  }

  /** Whoever searches can have it only from the one node that was told by a publisher now gone. */
  @Test
  void what_each_told_another_before_it_left_is_found_there_by_each() throws Exception {
    List<KadNode> entries = oneOfEach(DhtConfig.CHAOSCHAIN);
    for (KadNode entry : entries) {
      List<AutoCloseable> before = List.copyOf(open);
      List<KadNode> publishers = oneOfEach(DhtConfig.CHAOSCHAIN);
      for (KadNode publisher : publishers) {
        publisher.join(entry);
        publisher.provide(contentOf(publisher));
        publisher.putValue(keyOf(publisher), publicKeyOf(publisher));
      }
      closeAllBut(before);

      List<KadNode> searchers = oneOfEach(DhtConfig.CHAOSCHAIN);
      for (KadNode searcher : searchers) {
        searcher.join(entry);
        for (KadNode publisher : publishers) {
          String what =
              "of %s, told by %s to %s"
                  .formatted(publisher.library(), entry.library(), searcher.library());
          assertThat(searcher.findProviders(contentOf(publisher)))
              .as("provision " + what)
              .containsOnlyKeys(publisher.id());
          assertThat(searcher.getValue(keyOf(publisher)))
              .as("value " + what)
              .isEqualTo(publicKeyOf(publisher));
        }
      }
      closeAllBut(before);
    }
  }

  private void closeAllBut(List<AutoCloseable> staying) throws Exception {
    for (AutoCloseable each : List.copyOf(open)) {
      if (!staying.contains(each)) {
        each.close();
        open.remove(each);
      }
    }
  }

  /** A SHA-256 multihash that nobody else provides. */
  private static Bytes contentOf(KadNode publisher) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(("content of " + publisher.id()).getBytes(StandardCharsets.UTF_8));
    return Bytes.copyOf((byte) 0x12, (byte) 0x20).concat(Bytes.wrap(digest));
  }

  private static Bytes keyOf(KadNode publisher) {
    return PublicKeyValidator.keyOf(PeerId.parse(publisher.id()));
  }

  private static Bytes publicKeyOf(KadNode publisher) {
    return PeerId.parse(publisher.id()).publicKey().orElseThrow().encode();
  }

  private List<KadNode> oneOfEach(String protocol) throws Exception {
    OurNode ours = new OurNode(plan -> plan.withDht(config(protocol)));
    open.add(ours);
    List<KadNode> nodes = new ArrayList<>(List.of(new KadNode.Ours(ours)));
    for (String library : List.of("js", "go")) {
      Peer peer = Peer.start(library, "ed25519", "--kad", protocol);
      open.add(0, peer);
      peers.add(peer);
      nodes.add(new KadNode.Theirs(peer));
    }
    return nodes;
  }

  private static DhtConfig config(String protocol) {
    DhtConfig d = DhtConfig.DEFAULT.withMode(KadMode.Choice.SERVER);
    return new DhtConfig(
        protocol,
        d.mode(),
        d.localAddresses(),
        d.table(),
        d.lookup(),
        d.limits(),
        d.searches(),
        d.times(),
        d.bootstrap());
  }
}
