// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.kad.core.Fixture.NOW;
import static org.chaoschain.p2p.kad.core.Fixture.agentKey;
import static org.chaoschain.p2p.kad.core.Fixture.hosting;
import static org.chaoschain.p2p.kad.core.Fixture.id;
import static org.chaoschain.p2p.kad.core.Fixture.multihash;
import static org.chaoschain.p2p.kad.core.Fixture.peer;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadMessage.Type;
import org.chaoschain.p2p.kad.core.KadPeer.Connectedness;
import org.junit.jupiter.api.Test;

class KadServerTest {
  private static final KadPeer SELF = peer(-1);
  private static final PeerId ASKER = id(500);

  private final Fixture fixture = new Fixture();
  private final RoutingTable table = new RoutingTable(SELF.key(), RoutingTable.Settings.DEFAULT);
  private final RecordStore records =
      new RecordStore(
          SELF.key(), RecordValidators.DEFAULT, fixture.limits, KadLimits.RECORD_LIFETIME);
  private final ProviderStore providers =
      new ProviderStore(SELF.key(), fixture.limits, Duration.ofDays(2));
  private final Map<PeerId, List<Multiaddr>> addresses = new HashMap<>();
  private final Set<PeerId> connected = new HashSet<>();
  private KadServer server = server(new AddressRule(false, 16));

  private KadServer server(AddressRule rule) {
    AddressBook book =
        new AddressBook() {
          @Override
          public List<Multiaddr> addresses(PeerId peer) {
            return addresses.getOrDefault(peer, List.of());
          }

          @Override
          public boolean connected(PeerId peer) {
            return connected.contains(peer);
          }
        };
    return new KadServer(SELF, 20, table, records, providers, book, rule, fixture.limits);
  }

  private KadMessage answer(KadMessage request) throws RecordRefusedException {
    return server.answer(ASKER, request, NOW).orElseThrow();
  }

  @Test
  void findNodeNamesTheClosestOfTheTableButNotWhoAsks() throws Exception {
    for (int i = 0; i < 100; i++) {
      table.offer(peer(i), 0);
    }
    table.offer(peer(500), 0);
    KadMessage answer = answer(KadMessage.findNode(ASKER.encode()));
    assertThat(answer.type()).isEqualTo(Type.FIND_NODE);
    assertThat(answer.key()).isEqualTo(ASKER.encode());
    List<KadPeer> expected = table.closest(KadKey.of(ASKER), 21);
    assertThat(expected.remove(peer(500))).isTrue();
    assertThat(answer.closer()).isEqualTo(expected);
  }

  @Test
  void whoIsLookedForIsNamedIfItIsConnectedThoughItIsNoServer() throws Exception {
    addresses.put(id(7), peer(7).addresses());
    assertThat(answer(KadMessage.findNode(id(7).encode())).closer()).isEmpty();
    connected.add(id(7));
    KadPeer found = answer(KadMessage.findNode(id(7).encode())).closer().get(0);
    assertThat(found.id()).isEqualTo(id(7));
    assertThat(found.connectedness()).isEqualTo(Connectedness.CONNECTED);
  }

  @Test
  void thisNodeNamesItselfWhenItIsLookedFor() throws Exception {
    addresses.put(SELF.id(), SELF.addresses());
    assertThat(answer(KadMessage.findNode(SELF.id().encode())).closer()).containsExactly(SELF);
  }

  @Test
  void localAddressesAreToldOnlyWhereTheyMeanSomething() throws Exception {
    table.offer(peer(1, "/ip4/127.0.0.1/tcp/1"), 0);
    assertThat(answer(KadMessage.findNode(multihash(3))).closer()).isEmpty();
    server = server(new AddressRule(true, 16));
    assertThat(answer(KadMessage.findNode(multihash(3))).closer()).hasSize(1);
  }

  @Test
  void aValueIsKeptAndGivenWithCloserPeers() throws Exception {
    table.offer(peer(1), 0);
    KadRecord record = hosting(agentKey(1), id(7), 1, NOW.plus(Duration.ofHours(1)));
    assertThat(answer(KadMessage.getValue(record.key())).record()).isEmpty();
    assertThat(answer(KadMessage.putValue(record))).isEqualTo(KadMessage.putValue(record));
    KadMessage answer = answer(KadMessage.getValue(record.key()));
    assertThat(answer.record()).contains(record);
    assertThat(answer.closer()).containsExactly(peer(1));
  }

  @Test
  void aValueForAnotherKeyThanItsOwnIsRefused() {
    KadRecord record = hosting(agentKey(1), id(7), 1, NOW.plus(Duration.ofHours(1)));
    KadMessage other =
        new KadMessage(Type.PUT_VALUE, multihash(1), Optional.of(record), List.of(), List.of());
    assertThatThrownBy(() -> server.answer(ASKER, other, NOW))
        .isInstanceOf(RecordRefusedException.class);
    assertThatThrownBy(() -> server.answer(ASKER, KadMessage.of(Type.PUT_VALUE, record.key()), NOW))
        .hasMessageContaining("without a record");
    assertThat(records.size()).isZero();
  }

  @Test
  void onlyTheSenderCanBeMadeAProvider() throws Exception {
    Bytes key = multihash(1);
    assertThatThrownBy(() -> server.answer(ASKER, KadMessage.addProvider(key, peer(9)), NOW))
        .hasMessageContaining("does not name itself");
    assertThat(server.answer(ASKER, KadMessage.addProvider(key, peer(500)), NOW)).isEmpty();
    KadMessage answer = answer(KadMessage.getProviders(key));
    assertThat(answer.providers()).containsExactly(peer(500));
  }

  @Test
  void aRequestWithoutAKeyIsRefusedButForAPing() throws Exception {
    for (Type type : Type.values()) {
      if (type == Type.PING) {
        assertThat(answer(KadMessage.of(type, Bytes.EMPTY)).type()).isEqualTo(Type.PING);
      } else {
        assertThatThrownBy(() -> server.answer(ASKER, KadMessage.of(type, Bytes.EMPTY), NOW))
            .hasMessageContaining("without a key");
      }
    }
  }

  @Test
  void requestsOfAPeerAreBoundedAndComeBackWithTime() {
    RequestAllowance allowance = new RequestAllowance(fixture.limits.requestsPerPeer());
    for (int i = 0; i < 600; i++) {
      assertThat(allowance.take(ASKER, 0)).isTrue();
    }
    assertThat(allowance.take(ASKER, 0)).isFalse();
    assertThat(allowance.take(id(1), 0)).isTrue();
    assertThat(allowance.take(ASKER, Duration.ofSeconds(1).toNanos())).isTrue();
    assertThat(fixture.limits.requestsPerPeer().refused().value()).isEqualTo(1);
  }
}
