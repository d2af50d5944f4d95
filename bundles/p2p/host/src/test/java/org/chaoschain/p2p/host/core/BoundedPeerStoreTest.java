// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What is remembered of peers, how long, and who is forgotten first. */
class BoundedPeerStoreTest {
  private static final PeerId A = Peers.of(1);
  private static final PeerId B = Peers.of(2);
  private static final PeerId C = Peers.of(3);
  private static final PeerId D = Peers.of(4);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Simulation simulation = new Simulation();
  private final Set<PeerId> connected = new HashSet<>();
  private final BoundedPeerStore store =
      new BoundedPeerStore(simulation.clock(), simulation.metrics(), 3, connected::contains);

  private static Multiaddr address(int number) {
    return Multiaddr.parse("/memory/" + number);
  }

  private static Bytes envelope(int number) {
    return Bytes.copyOf((byte) number);
  }

  private void hear(PeerId peer) {
    store.addAddresses(peer, List.of(address(1)), HOUR);
  }

  @Test
  void who_was_heard_of_longest_ago_is_forgotten_first_whoever_asks() {
    hear(A);
    hear(B);
    hear(C);
    hear(A);
    store.addresses(B);
    store.protocols(B);
    hear(D);
    assertThat(store.peers()).containsExactlyInAnyOrder(A, C, D);
    assertThat(simulation.metrics().refusals("p2p.host.max.peers")).isEqualTo(1);
    assertThat(simulation.metrics().gaugeValue("p2p.peers.known")).isEqualTo(3);
    store.close();
    assertThat(simulation.metrics().gaugeValue("p2p.peers.known")).isZero();
  }

  @Test
  void connected_peers_are_never_forgotten() {
    connected.addAll(Set.of(A, B, C));
    for (PeerId peer : List.of(A, B, C, D, Peers.of(5), Peers.of(6))) {
      hear(peer);
    }
    assertThat(store.peers()).containsExactlyInAnyOrder(A, B, C, Peers.of(6));
  }

  @Test
  void signed_addresses_go_before_claims_until_they_expire() {
    store.addAddresses(A, List.of(address(1)), HOUR.multipliedBy(3));
    assertThat(store.putCertified(A, envelope(1), 7, List.of(address(2)), HOUR)).isTrue();
    assertThat(store.addresses(A)).containsExactly(address(2));
    assertThat(store.certifiedRecord(A)).contains(envelope(1));
    simulation.runFor(HOUR);
    assertThat(store.addresses(A)).containsExactly(address(1));
    assertThat(store.certifiedRecord(A)).isEmpty();
    simulation.runFor(HOUR.multipliedBy(2));
    assertThat(store.addresses(A)).isEmpty();
  }

  @Test
  void the_highest_sequence_counts_as_an_unsigned_number() {
    assertThat(store.putCertified(A, envelope(1), 7, List.of(address(1)), HOUR)).isTrue();
    assertThat(store.putCertified(A, envelope(2), 7, List.of(address(2)), HOUR)).isFalse();
    assertThat(store.putCertified(A, envelope(3), 6, List.of(address(3)), HOUR)).isFalse();
    assertThat(store.putCertified(A, envelope(4), -1, List.of(address(4)), HOUR)).isTrue();
    assertThat(store.putCertified(A, envelope(5), 8, List.of(address(5)), HOUR)).isFalse();
    assertThat(store.addresses(A)).containsExactly(address(4));
  }

  @Test
  void addresses_are_bounded_and_expired_ones_make_room() {
    List<Multiaddr> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(address(i));
    }
    store.addAddresses(A, many, HOUR);
    assertThat(store.addresses(A)).hasSize(32);
    assertThat(simulation.metrics().count("p2p.peers.addresses.dropped")).isEqualTo(8);
    simulation.runFor(HOUR);
    store.addAddresses(A, List.of(address(99)), HOUR);
    assertThat(store.addresses(A)).containsExactly(address(99));
  }

  @Test
  void an_address_of_another_peer_is_not_taken() {
    store.addAddresses(A, List.of(address(1).withPeer(B), address(2).withPeer(A)), HOUR);
    assertThat(store.addresses(A)).containsExactly(address(2));
    store.putCertified(A, envelope(1), 1, List.of(address(3).withPeer(B), address(4)), HOUR);
    assertThat(store.addresses(A)).containsExactly(address(4));
  }

  @Test
  void protocols_are_bounded_in_number_and_length() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add("/p/" + i);
    }
    store.setIdentity(A, "agent", "1", many);
    assertThat(store.protocols(A)).hasSize(256);
    List<String> large = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      large.add("/p/" + i + "x".repeat(250));
    }
    store.setIdentity(A, "agent", "1", large);
    assertThat(store.protocols(A).stream().mapToInt(String::length).sum()).isBetween(1, 16_384);
  }

  @Test
  void a_listener_that_throws_keeps_nobody_from_hearing() {
    List<PeerId> heard = new ArrayList<>();
    store.addListener(
        peer -> {
          throw new IllegalStateException("broken");
        });
    store.addListener(heard::add);
    store.setIdentity(A, "agent", "1", Set.of("/x"));
    assertThat(heard).containsExactly(A);
    store.remove(A);
    assertThat(store.peers()).isEmpty();
  }
}
