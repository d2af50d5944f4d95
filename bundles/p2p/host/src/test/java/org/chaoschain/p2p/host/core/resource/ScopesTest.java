// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.resource.ScopeReport;
import org.chaoschain.p2p.host.core.Peers;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What is taken in a scope is taken in those around it, in all of them or in none. */
class ScopesTest {
  private static final Multiaddr FAR = Multiaddr.parse("/ip4/203.0.113.9/tcp/1");
  private static final PeerId PEER = Peers.of(1);

  private final RecordedMetrics metrics = new Simulation().metrics();
  private final ResourceLimits small =
      new ResourceLimits(
          new ResourceUsage(3, 3, 6, 6, 1_000),
          new ResourceUsage(2, 2, 2, 2, 500),
          new ResourceUsage(0, 0, 2, 2, 300),
          new ResourceUsage(2, 2, 4, 4, 600),
          new ResourceUsage(0, 0, 3, 3, 400),
          AddressLimits.DEFAULTS);
  private final Scopes scopes = new Scopes(small, metrics);

  private ConnectionScope known() throws LimitExceededException {
    ConnectionScope connection = scopes.open(true, FAR);
    connection.peer(PEER);
    return connection;
  }

  @Test
  void a_connection_is_transient_until_its_peer_is_known() throws Exception {
    ConnectionScope connection = scopes.open(true, FAR);
    connection.reserveMemory(100);
    assertThat(scopes.transients().usage()).isEqualTo(new ResourceUsage(1, 0, 0, 0, 100));
    connection.peer(PEER);
    assertThat(scopes.transients().usage()).isEqualTo(ResourceUsage.NONE);
    assertThat(scopes.peer(PEER).usage()).isEqualTo(new ResourceUsage(1, 0, 0, 0, 100));
    assertThat(scopes.system().usage()).isEqualTo(new ResourceUsage(1, 0, 0, 0, 100));
    connection.close();
    assertThat(scopes.reports())
        .as("accounts of what is over are forgotten")
        .allSatisfy(report -> assertThat(report.used()).isEqualTo(ResourceUsage.NONE))
        .extracting(ScopeReport::kind)
        .containsExactly(ScopeReport.Kind.SYSTEM, ScopeReport.Kind.TRANSIENT);
  }

  @Test
  void a_refusal_names_scope_limit_and_key_is_counted_and_takes_nothing() throws Exception {
    scopes.open(true, FAR);
    scopes.open(true, FAR);
    assertThatThrownBy(() -> scopes.open(true, FAR))
        .isInstanceOf(LimitExceededException.class)
        .hasMessage(
            "transient: 3 inbound connections is above the limit of 2; the key"
                + " p2p.host.limits.transient.connections.inbound changes it");
    assertThat(metrics.refusals("p2p.host.limits.transient.connections.inbound")).isEqualTo(1);
    assertThat(scopes.system().usage().connectionsInbound()).isEqualTo(2);
  }

  @Test
  void a_peer_that_has_enough_keeps_no_more() throws Exception {
    known();
    known();
    ConnectionScope third = scopes.open(true, FAR);
    assertThatThrownBy(() -> third.peer(PEER))
        .hasMessageContaining("peer " + PEER)
        .hasMessageContaining("p2p.host.limits.peer.connections.inbound");
    third.close();
    assertThat(scopes.system().usage().connectionsInbound()).isEqualTo(2);
    assertThat(scopes.transients().usage()).isEqualTo(ResourceUsage.NONE);
  }

  @Test
  void a_connection_that_is_being_replaced_takes_no_place_of_its_peer() throws Exception {
    known();
    ConnectionScope old = known();
    old.replaced();
    ConnectionScope fresh = known();
    old.close();
    fresh.close();
    assertThat(scopes.peer(PEER).usage().connectionsInbound()).isEqualTo(1);
  }

  @Test
  void streams_go_from_the_transient_scope_to_that_of_their_protocol() throws Exception {
    ConnectionScope connection = known();
    StreamScope stream = connection.openStream(true);
    assertThat(scopes.transients().usage().streamsInbound()).isEqualTo(1);
    stream.protocol("/x/1.0.0");
    assertThat(scopes.transients().usage()).isEqualTo(ResourceUsage.NONE);
    assertThat(scopes.protocol("/x/1.0.0").usage().streamsInbound()).isEqualTo(1);
    assertThat(connection.usage().streamsInbound()).isEqualTo(1);
    stream.close();
    stream.close();
    assertThat(scopes.system().usage().streamsInbound()).isZero();
    assertThat(scopes.protocol("/x/1.0.0").usage()).isEqualTo(ResourceUsage.NONE);
  }

  @Test
  void streams_without_a_protocol_are_bounded_and_one_that_meets_a_full_protocol_stays_transient()
      throws Exception {
    ConnectionScope connection = known();
    connection.openStream(true).protocol("/x/1.0.0");
    connection.openStream(true).protocol("/x/1.0.0");
    StreamScope third = connection.openStream(true);
    assertThatThrownBy(() -> third.protocol("/x/1.0.0"))
        .hasMessageContaining("protocol /x/1.0.0")
        .hasMessageContaining("p2p.host.limits.protocol.streams.inbound");
    third.close();
    StreamScope fourth = connection.openStream(true);
    assertThatThrownBy(() -> connection.openStream(true))
        .hasMessageContaining("p2p.host.limits.connection.streams.inbound");
    fourth.close();
    assertThat(scopes.transients().usage()).isEqualTo(ResourceUsage.NONE);
  }

  @Test
  void memory_is_refused_by_the_tightest_scope_and_given_back_at_the_end() throws Exception {
    ConnectionScope one = known();
    one.reserveMemory(400);
    assertThatThrownBy(() -> one.reserveMemory(1))
        .hasMessageContaining("p2p.host.limits.connection.memory");
    ConnectionScope two = known();
    two.reserveMemory(200);
    assertThatThrownBy(() -> two.reserveMemory(1))
        .hasMessageContaining("p2p.host.limits.peer.memory");
    assertThat(scopes.system().usage().memory()).isEqualTo(600);
    one.releaseMemory(1_000);
    assertThat(scopes.system().usage().memory()).as("no more than was taken").isEqualTo(200);
    two.close();
    assertThat(scopes.system().usage().memory()).isZero();
    two.releaseMemory(200);
    assertThat(scopes.system().usage().memory()).isZero();
  }

  @Test
  void a_stream_that_outlives_its_connection_leaves_no_account_behind() throws Exception {
    ConnectionScope connection = known();
    StreamScope stream = connection.openStream(false);
    connection.close();
    assertThat(scopes.reports()).hasSize(3);
    stream.close();
    assertThat(scopes.reports()).hasSize(2);
  }

  @Test
  void many_threads_never_get_more_than_there_is() throws Exception {
    ResourceScope protocol = scopes.protocol("/x/1.0.0");
    AtomicInteger above = new AtomicInteger();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int n = 0; n < 5_000; n++) {
                            int size = ThreadLocalRandom.current().nextInt(1, 100);
                            try {
                              protocol.reserveMemory(size);
                            } catch (LimitExceededException e) {
                              continue;
                            }
                            if (protocol.usage().memory() > 300) {
                              above.incrementAndGet();
                            }
                            protocol.releaseMemory(size);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(above).hasValue(0);
    assertThat(scopes.system().usage()).isEqualTo(ResourceUsage.NONE);
    assertThat(scopes.reports()).hasSize(2);
  }
}
