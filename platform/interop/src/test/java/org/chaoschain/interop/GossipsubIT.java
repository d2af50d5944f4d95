// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.p2p.P2pNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One mesh of three implementations, three nodes of each. The nodes stand in a circle,
 * implementation by implementation in turn, and each dials the next two: four neighbours for each,
 * half of the others, and every pair of implementations in both directions.
 */
@ExtendWith(LeakCheck.class)
class GossipsubIT {
  private static final String TOPIC = "interop/mesh";
  private static final int OF_EACH = 3;
  private static final int NODES = 3 * OF_EACH;
  private static final int DIALLED = 2;
  private static final int MESSAGES = 1000;
  private static final int SIGNED_MESSAGES = 270;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void every_node_of_a_mixed_mesh_hears_all_messages_once() throws Exception {
    List<List<String>> rows = everyNodeHearsAll(MESSAGES, false);
    new Outcome("gossipsub")
        .versions(peers, "sub")
        .paragraph(
            "Policy StrictNoSign, message id SHA-256 of topic, a zero byte and data: %,d messages, the nodes publish in turn."
                .formatted(MESSAGES))
        .table(List.of("node", "published", "heard from others", "in all", "heard twice"), rows)
        .write();
  }

  @Test
  void every_node_of_a_mixed_mesh_hears_all_signed_messages_once() throws Exception {
    List<List<String>> rows = everyNodeHearsAll(SIGNED_MESSAGES, true);
    new Outcome("gossipsub-signed")
        .versions(peers, "sub")
        .paragraph(
            "Policy StrictSign, message id author and sequence number: %,d messages, the nodes publish in turn; each node verifies the signatures of all others."
                .formatted(SIGNED_MESSAGES))
        .table(List.of("node", "published", "heard from others", "in all", "heard twice"), rows)
        .write();
  }

  /** A row for each node. */
  private List<List<String>> everyNodeHearsAll(int messages, boolean signed) throws Exception {
    List<MeshNode> nodes = circle(signed);
    for (MeshNode node : nodes) {
      node.subscribe(TOPIC);
    }
    for (int i = 0; i < NODES; i++) {
      for (int step = 1; step <= DIALLED; step++) {
        nodes.get(i).dial(nodes.get((i + step) % NODES));
      }
    }
    for (int i = 0; i < NODES; i++) {
      for (int step = 1; step <= DIALLED; step++) {
        nodes.get(i).knowsSubscriber(nodes.get((i + step) % NODES), TOPIC);
        nodes.get((i + step) % NODES).knowsSubscriber(nodes.get(i), TOPIC);
      }
    }

    List<List<Bytes>> published = new ArrayList<>();
    nodes.forEach(node -> published.add(new ArrayList<>()));
    for (int m = 0; m < messages; m++) {
      Bytes data = Bytes.wrap(("message " + m).getBytes(StandardCharsets.UTF_8));
      nodes.get(m % NODES).publish(TOPIC, data);
      published.get(m % NODES).add(data);
    }

    // every node has everything before the first is asked whether anything came to it twice
    for (int i = 0; i < NODES; i++) {
      nodes.get(i).heard(TOPIC, messages - published.get(i).size());
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      MeshNode node = nodes.get(i);
      String who = "%s %d".formatted(node.library(), i / OF_EACH + 1);
      List<Bytes> ofOthers = new ArrayList<>();
      for (int other = 0; other < NODES; other++) {
        if (other != i) {
          ofOthers.addAll(published.get(other));
        }
      }
      MeshNode.Heard heard = node.heard(TOPIC, ofOthers.size());
      assertThat(heard)
          .as(who)
          .isEqualTo(
              new MeshNode.Heard(ofOthers.size(), ofOthers.size(), MeshNode.digest(ofOthers)));
      assertThat(node.neighbours()).as("neighbours of " + who).isEqualTo(neighbours(nodes, i));
      int own = published.get(i).size();
      rows.add(
          List.of(
              who,
              "" + own,
              "" + heard.distinct(),
              "%,d of %,d".formatted(own + heard.distinct(), messages),
              "" + (heard.deliveries() - heard.distinct())));
    }
    return rows;
  }

  private static Set<String> neighbours(List<MeshNode> nodes, int of) {
    Set<String> ids = new TreeSet<>();
    for (int step = 1; step <= DIALLED; step++) {
      ids.add(nodes.get((of + step) % NODES).id());
      ids.add(nodes.get((of + NODES - step) % NODES).id());
    }
    return ids;
  }

  private List<MeshNode> circle(boolean signed) throws Exception {
    List<MeshNode> nodes = new ArrayList<>();
    for (int i = 0; i < OF_EACH; i++) {
      OurNode ours = new OurNode(plan -> plan(plan, signed));
      open.add(ours);
      nodes.add(new MeshNode.Ours(ours));
      for (String library : List.of("js", "go")) {
        List<String> options =
            new ArrayList<>(List.of("--signatures", signed ? "StrictSign" : "StrictNoSign"));
        if (library.equals("go")) {
          options.addAll(List.of("--pubsub", "gossipsub"));
        }
        Peer peer = Peer.start(library, "ed25519", options.toArray(String[]::new));
        open.add(0, peer);
        peers.add(peer);
        nodes.add(new MeshNode.Theirs(peer, signed));
      }
    }
    return nodes;
  }

  /** Our nodes dial nobody by themselves, so that the circle stays one. */
  private static P2pNode.Plan plan(P2pNode.Plan plan, boolean signed) {
    P2pNode.Plan passive = plan.withHost(plan.host().withTargetPeers(0));
    return signed ? passive.withSignedMessages() : passive;
  }
}
