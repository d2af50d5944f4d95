// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.gossipsub.core.Bench.TOPIC;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.junit.jupiter.api.Test;

/** GRAFT and PRUNE, degrees, backoff, peer exchange, direct peers: gossipsub v1.0 and v1.1. */
class MeshTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Bench bench = Bench.small();

  private List<PeerId> peers(int count) {
    List<PeerId> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(bench.up(i));
    }
    return peers;
  }

  private void prune(PeerId from, long backoff, Rpc.ExchangedPeer... offered) {
    bench.receive(
        from,
        Rpc.Control.mesh(List.of(), List.of(new Rpc.Prune(TOPIC, List.of(offered), backoff))));
  }

  @Test
  void joining_grafts_d_peers_and_tells_them() throws Exception {
    List<PeerId> peers = peers(10);
    bench.take();
    bench.subscribe(TOPIC);
    List<Action> actions = bench.take();
    assertThat(bench.mesh()).hasSize(3);
    for (PeerId peer : peers) {
      assertThat(Bench.grafts(actions, peer)).isEqualTo(bench.mesh().contains(peer));
    }
  }

  @Test
  void a_peer_that_comes_while_the_mesh_is_too_small_is_grafted_at_once() throws Exception {
    bench.subscribe(TOPIC);
    peers(10);
    assertThat(bench.mesh()).describedAs("up to d.low").hasSize(2);
  }

  @Test
  void a_heartbeat_fills_a_small_mesh_up_to_d() throws Exception {
    bench.subscribe(TOPIC);
    List<PeerId> peers = peers(2);
    peers(10);
    prune(peers.get(0), 60);
    assertThat(bench.mesh()).hasSize(1);
    bench.heartbeats(1);
    assertThat(bench.mesh()).hasSize(3).doesNotContain(peers.get(0));
  }

  @Test
  void a_heartbeat_cuts_a_large_mesh_to_d_and_keeps_the_best_and_one_that_was_dialled()
      throws Exception {
    bench.subscribe(TOPIC);
    PeerId dialled = bench.up(0);
    List<PeerId> inbound = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      inbound.add(bench.up(i, MeshProtocol.GOSSIPSUB_1_2, false, TOPIC));
    }
    PeerId more = bench.up(4);
    inbound.forEach(bench::graft);
    bench.graft(dialled);
    bench.graft(more);
    assertThat(bench.mesh()).hasSize(5);
    for (int i = 0; i < 20; i++) {
      bench.deliver(inbound.get(0), Bench.message("a" + i), Verdict.ACCEPT);
      bench.deliver(inbound.get(1), Bench.message("b" + i), Verdict.ACCEPT);
    }
    bench.take();
    bench.heartbeats(1);
    assertThat(bench.mesh()).hasSize(3).contains(inbound.get(0), inbound.get(1));
    assertThat(bench.mesh()).containsAnyOf(dialled, more);
    List<Action> actions = bench.take();
    assertThat(inbound.subList(2, 3))
        .allSatisfy(gone -> assertThat(Bench.prunes(actions, gone)).hasSize(1));
  }

  @Test
  void too_few_dialled_peers_are_made_up_for() throws Exception {
    bench.subscribe(TOPIC);
    for (int i = 1; i <= 3; i++) {
      bench.graft(bench.up(i, MeshProtocol.GOSSIPSUB_1_2, false, TOPIC));
    }
    PeerId dialled = bench.up(9);
    assertThat(bench.mesh()).doesNotContain(dialled);
    bench.heartbeats(1);
    assertThat(bench.mesh()).contains(dialled);
  }

  @Test
  void a_full_mesh_takes_only_peers_that_were_dialled() throws Exception {
    bench.subscribe(TOPIC);
    peers(4).forEach(bench::graft);
    PeerId inbound = bench.up(8, MeshProtocol.GOSSIPSUB_1_2, false, TOPIC);
    PeerId dialled = bench.up(9);
    bench.take();
    bench.graft(inbound);
    assertThat(Bench.prunes(bench.take(), inbound)).hasSize(1);
    bench.graft(dialled);
    assertThat(bench.mesh()).contains(dialled).doesNotContain(inbound);
  }

  @Test
  void a_graft_of_an_unknown_topic_is_not_answered() throws Exception {
    PeerId peer = bench.up(1);
    bench.take();
    bench.graft(peer);
    assertThat(bench.take()).isEmpty();
    assertThat(bench.metrics.count("p2p.gossipsub.grafts.refused")).isEqualTo(1);
  }

  @Test
  void a_graft_of_a_peer_that_does_not_subscribe_is_refused() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1, MeshProtocol.GOSSIPSUB_1_2, true);
    bench.graft(peer);
    assertThat(bench.mesh()).isEmpty();
    assertThat(Bench.prunes(bench.take(), peer)).hasSize(1);
  }

  @Test
  void a_peer_below_zero_leaves_the_mesh_and_cannot_come_back() throws Exception {
    bench.subscribe(TOPIC);
    PeerId bad = bench.up(1);
    bench.deliver(bad, Bench.message("x"), Verdict.REJECT);
    bench.take();
    bench.heartbeats(1);
    assertThat(bench.mesh()).isEmpty();
    assertThat(Bench.prunes(bench.take(), bad).get(0).peers()).isEmpty();
    bench.pass(Duration.ofSeconds(70));
    bench.heartbeats(20);
    bench.graft(bad);
    assertThat(bench.mesh()).isEmpty();
  }

  @Test
  void a_pruned_peer_is_not_grafted_before_its_backoff_and_some_slack_are_over() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    prune(peer, 30);
    for (int second = 1; second <= 30; second++) {
      bench.heartbeats(1);
      assertThat(bench.mesh()).describedAs("second %d", second).isEmpty();
    }
    bench.heartbeats(20);
    assertThat(bench.mesh()).containsExactly(peer);
  }

  @Test
  void a_huge_backoff_is_cut_to_the_longest_that_is_obeyed() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    for (long huge : new long[] {-1, Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000_000 + 1}) {
      prune(peer, huge);
      bench.graft(peer);
      bench.heartbeats(1);
      assertThat(bench.mesh()).isEmpty();
    }
    assertThat(bench.metrics.count("p2p.gossipsub.backoffs.capped")).isEqualTo(3);
    bench.pass(Duration.ofHours(1));
    bench.heartbeats(20);
    assertThat(bench.mesh()).containsExactly(peer);
  }

  @Test
  void a_graft_during_the_backoff_is_refused_punished_and_begins_it_anew() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    prune(peer, 60);
    bench.take();
    for (int i = 0; i < 3; i++) {
      bench.graft(peer);
    }
    List<Action> actions = bench.take();
    assertThat(Bench.prunes(actions, peer)).hasSize(3);
    assertThat(Bench.incidents(actions)).describedAs("once").containsExactly(Kind.GRAFT_FLOOD);
    assertThat(bench.score(peer)).isEqualTo(-5 * 16);
    bench.pass(Duration.ofSeconds(59));
    bench.graft(peer);
    bench.pass(Duration.ofSeconds(59));
    bench.graft(peer);
    assertThat(bench.mesh()).isEmpty();
  }

  @Test
  void leaving_prunes_the_mesh_with_the_short_backoff() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    PeerId old = bench.up(2, MeshProtocol.GOSSIPSUB_1_0, true, TOPIC);
    bench.take();
    bench.actions.addAll(bench.router.unsubscribe(TOPIC, bench.now));
    List<Action> actions = bench.take();
    assertThat(Bench.prunes(actions, peer).get(0).backoffSeconds()).isEqualTo(10);
    assertThat(Bench.prunes(actions, old).get(0).backoffSeconds()).describedAs("1.0").isZero();
    assertThat(Bench.sends(actions, peer).get(0).rpc().subscriptions())
        .containsExactly(new Rpc.Subscription(TOPIC, false));
  }

  @Test
  void a_prune_for_want_of_room_offers_peers_with_signed_records() throws Exception {
    Bytes record = Bytes.copyOf((byte) 1);
    PeerRecords records =
        new PeerRecords() {
          @Override
          public Bytes signedRecord(PeerId peer) {
            return peer.equals(RouterNetwork.peer(2)) ? record : Bytes.EMPTY;
          }

          @Override
          public boolean verify(PeerId peer, Bytes signed) {
            return signed.equals(record);
          }
        };
    Bench crowded =
        new Bench(
            GossipConfig.DEFAULT.withMesh(Bench.smallMesh()),
            records,
            SignaturePolicy.STRICT_NO_SIGN);
    crowded.subscribe(TOPIC);
    for (int i = 0; i < 4; i++) {
      crowded.graft(crowded.up(i));
    }
    PeerId late = crowded.up(9, MeshProtocol.GOSSIPSUB_1_1, false, TOPIC);
    PeerId old = crowded.up(8, MeshProtocol.GOSSIPSUB_1_0, false, TOPIC);
    crowded.take();
    crowded.graft(late);
    crowded.graft(old);
    List<Action> actions = crowded.take();
    assertThat(Bench.prunes(actions, late).get(0).peers())
        .containsExactly(new Rpc.ExchangedPeer(RouterNetwork.peer(2), record));
    assertThat(Bench.prunes(actions, old).get(0).peers()).isEmpty();
  }

  @Test
  void offered_peers_are_dialled_if_the_offerer_is_good_and_their_record_verifies()
      throws Exception {
    Bytes good = Bytes.copyOf((byte) 1);
    PeerRecords records =
        new PeerRecords() {
          @Override
          public Bytes signedRecord(PeerId peer) {
            return Bytes.EMPTY;
          }

          @Override
          public boolean verify(PeerId peer, Bytes signed) {
            return signed.equals(good);
          }
        };
    Bench offered =
        new Bench(
            GossipConfig.DEFAULT.withMesh(Bench.smallMesh()),
            records,
            SignaturePolicy.STRICT_NO_SIGN);
    offered.subscribe(TOPIC);
    PeerId peer = offered.up(1);
    Rpc prune =
        Rpc.of(
            Rpc.Control.mesh(
                List.of(),
                List.of(
                    new Rpc.Prune(
                        TOPIC,
                        List.of(
                            new Rpc.ExchangedPeer(RouterNetwork.peer(50), good),
                            new Rpc.ExchangedPeer(RouterNetwork.peer(51), Bytes.EMPTY),
                            new Rpc.ExchangedPeer(peer, good)),
                        60))));
    offered.take();
    offered.receive(peer, prune);
    assertThat(offered.take()).describedAs("its score is 0").isEmpty();
    offered.pass(MINUTE);
    offered.graft(peer);
    for (int i = 0; i < 30; i++) {
      offered.deliver(peer, Bench.message("m" + i), Verdict.ACCEPT);
    }
    offered.take();
    offered.receive(peer, prune);
    assertThat(offered.take()).containsExactly(new Action.Connect(RouterNetwork.peer(50), good));
    offered.receive(peer, prune);
    assertThat(offered.take()).describedAs("it is not in the mesh").isEmpty();
  }

  @Test
  void direct_peers_are_never_in_the_mesh_and_get_every_message() throws Exception {
    PeerId direct = RouterNetwork.peer(1);
    Bench peering =
        new Bench(GossipConfig.DEFAULT.withMesh(Bench.smallMesh()).withDirect(Set.of(direct)));
    peering.subscribe(TOPIC);
    peering.heartbeats(1);
    assertThat(peering.take()).contains(new Action.Reconnect(direct));
    peering.up(1);
    peering.take();
    peering.graft(direct);
    assertThat(Bench.prunes(peering.take(), direct)).hasSize(1);
    assertThat(peering.mesh()).isEmpty();
    PeerId other = peering.up(2);
    for (int i = 0; i < 10; i++) {
      peering.deliver(direct, Bench.message("bad" + i), Verdict.REJECT);
    }
    peering.take();
    Message message = Bench.message("x");
    peering.deliver(other, message, Verdict.ACCEPT);
    assertThat(Bench.receivers(peering.take(), message.contentId())).containsExactly(direct);
    Message from = Bench.message("y");
    peering.deliver(direct, from, Verdict.ACCEPT);
    assertThat(Bench.receivers(peering.take(), from.contentId()))
        .describedAs("heard whatever its score")
        .containsExactly(other);
    peering.router.peerDown(direct, peering.now);
    peering.heartbeats(300);
    assertThat(peering.take()).contains(new Action.Reconnect(direct));
  }

  @Test
  void a_mesh_of_poor_peers_gets_better_ones_each_minute() throws Exception {
    bench.subscribe(TOPIC);
    peers(3).forEach(bench::graft);
    PeerId better = bench.up(7);
    PeerId worse = bench.up(8);
    for (int i = 0; i < 40; i++) {
      bench.deliver(better, Bench.message("m" + i), Verdict.ACCEPT);
    }
    bench.heartbeats(59);
    assertThat(bench.mesh()).doesNotContain(better, worse);
    bench.heartbeats(1);
    assertThat(bench.mesh()).contains(better).doesNotContain(worse);
  }

  @Test
  void floodsub_peers_are_never_in_the_mesh() throws Exception {
    bench.subscribe(TOPIC);
    PeerId old = bench.up(1, MeshProtocol.FLOODSUB, true, TOPIC);
    bench.heartbeats(3);
    assertThat(bench.mesh()).isEmpty();
    Message message = Bench.message("x");
    bench.take();
    bench.deliver(bench.up(2), message, Verdict.ACCEPT);
    assertThat(Bench.receivers(bench.take(), message.contentId())).containsExactly(old);
  }

  @Test
  void a_mesh_that_collapses_raises_an_incident() throws Exception {
    bench.subscribe(TOPIC);
    List<PeerId> peers = peers(3);
    peers.forEach(bench::graft);
    bench.deliver(peers.get(0), Bench.message("x"), Verdict.REJECT);
    bench.deliver(peers.get(1), Bench.message("y"), Verdict.REJECT);
    bench.take();
    bench.heartbeats(1);
    assertThat(Bench.incidents(bench.take())).containsExactly(Kind.MESH_COLLAPSE);
  }

  @Test
  void state_that_could_not_be_sent_is_told_again_as_it_is_then() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    Action.Send graft =
        Bench.sends(bench.take(), peer).stream()
            .filter(send -> !send.rpc().control().graft().isEmpty())
            .findFirst()
            .orElseThrow();
    bench.router.unsent(peer, graft.rpc());
    bench.heartbeats(1);
    assertThat(Bench.grafts(bench.take(), peer)).isTrue();
    bench.router.unsent(peer, graft.rpc());
    prune(peer, 60);
    bench.heartbeats(1);
    List<Action> actions = bench.take();
    assertThat(Bench.grafts(actions, peer)).isFalse();
    assertThat(Bench.prunes(actions, peer)).hasSize(1);
    bench.heartbeats(1);
    assertThat(Bench.prunes(bench.take(), peer)).describedAs("once").isEmpty();
  }

  @Test
  void a_stream_that_is_opened_anew_begins_with_subscriptions_and_meshes() throws Exception {
    bench.subscribe(TOPIC);
    PeerId peer = bench.up(1);
    bench.take();
    bench.up(1, MeshProtocol.GOSSIPSUB_1_2, true);
    List<Action> actions = bench.take();
    assertThat(Bench.grafts(actions, peer)).isTrue();
    assertThat(Bench.sends(actions, peer).get(0).rpc().subscriptions())
        .containsExactly(new Rpc.Subscription(TOPIC, true));
  }

  @Test
  void backoffs_of_a_topic_are_bounded_and_those_that_end_first_go() {
    Backoffs backoffs = new Backoffs(bench.metrics.limit("p2p.gossipsub.max.backoffs", 3, "b"));
    for (int i = 0; i < 5; i++) {
      backoffs.add(RouterNetwork.peer(i), 0, 100 + i);
    }
    assertThat(backoffs.size()).isEqualTo(3);
    assertThat(backoffs.runs(RouterNetwork.peer(1), 0)).isFalse();
    assertThat(backoffs.runs(RouterNetwork.peer(4), 0)).isTrue();
    assertThat(bench.metrics.refusals("p2p.gossipsub.max.backoffs")).isEqualTo(2);
  }

  @Test
  void degrees_that_do_not_go_together_are_refused_with_their_keys() {
    assertThatThrownBy(
            () ->
                new Bench(
                    GossipConfig.DEFAULT.withMesh(
                        new MeshConfig(
                            8, 9, 12, 4, 2, 6, 0.25, 5, 3, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE,
                            MINUTE, MINUTE, 2, MINUTE, MINUTE, true, true, 1))))
        .hasMessageContaining("p2p.gossipsub.d.low <= p2p.gossipsub.d");
  }
}
