// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.reputation.core.Ban;
import org.chaoschain.p2p.reputation.core.PeerJudge;
import org.chaoschain.p2p.reputation.core.ReputationConfig;
import org.chaoschain.testkit.sim.RecordedEvents;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourtTest {
  private static final PeerId MALLORY =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final PeerId EVE = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
  private static final int MAX_PENDING = 20;

  @TempDir Path folder;

  private final Simulation simulation = new Simulation();
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RecordedEvents events = new RecordedEvents();
  private final List<Object> disconnected = new ArrayList<>();
  private final List<Ban> onDiskThen = new ArrayList<>();
  private PeerJudge judge;
  private BanStore store;
  private Court court;

  @BeforeEach
  void open() throws IOException {
    judge = new PeerJudge(ReputationConfig.DEFAULT, peer -> 0, metrics);
    store = new BanStore(folder.resolve("bans.mv"));
    court =
        new Court(
            judge,
            store,
            host(),
            simulation.clock(),
            events,
            simulation.scheduler().serial("test"),
            metrics.limit("test.max.pending", MAX_PENDING, "reports"));
  }

  /** A host that notes who is disconnected, and which bans are kept at that moment. */
  private Host host() {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("disconnect")) {
                disconnected.add(arguments[0]);
                onDiskThen.addAll(store.load());
                return null;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private void misbehave(int times) {
    for (int i = 0; i < times; i++) {
      court.report(MALLORY, Offence.PROTOCOL_ERROR, "the test says so");
    }
  }

  @Test
  void aBanIsOnTheDiskBeforeThePeerIsDisconnected() {
    misbehave(11);
    simulation.await(() -> court.banned(MALLORY), Duration.ofSeconds(1));
    assertThat(disconnected).containsExactly(MALLORY);
    assertThat(onDiskThen).extracting(Ban::peer).containsExactly(MALLORY);
    assertThat(events.ofType("p2p.peer.banned")).hasSize(1);
    store.close();
  }

  @Test
  void whoeverReportsDoesNotWaitAndTooManyReportsAreCounted() {
    misbehave(MAX_PENDING + 5);
    assertThat(court.score(MALLORY)).isZero();
    assertThat(metrics.refusals("test.max.pending")).isEqualTo(5);
    simulation.await(() -> court.banned(MALLORY), Duration.ofSeconds(1));
    store.close();
  }

  @Test
  void reportsThatWaitWhenTheNodeStopsAreJudgedAndTheBanIsOnTheDisk() throws Exception {
    misbehave(11);
    CompletionStage<Boolean> lifted = court.lift(EVE);
    assertThat(court.banned(MALLORY)).as("nobody has heard them yet").isFalse();
    court.close();
    assertThat(court.banned(MALLORY)).isTrue();
    assertThat(disconnected).containsExactly(MALLORY);
    assertThat(lifted).isCompletedWithValue(false);
    try (BanStore again = new BanStore(folder.resolve("bans.mv"))) {
      assertThat(again.load()).extracting(Ban::peer).containsExactly(MALLORY);
    }
    misbehave(11);
    simulation.runUntilIdle();
    assertThat(disconnected).as("nothing is heard after the end").hasSize(1);
  }

  @Test
  void aConnectionOfABannedPeerThatCameWhileNobodyWasAskedIsEnded() {
    judge.ban(MALLORY, Duration.ofDays(1), "of an earlier run", simulation.clock().now());
    court.connected(connection(MALLORY));
    court.connected(connection(EVE));
    assertThat(disconnected).containsExactly(MALLORY);
    simulation.runUntilIdle();
    store.close();
  }

  private static Connection connection(PeerId peer) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "remotePeer" -> peer;
                  case "remoteAddress" -> Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
                  case "initiator" -> true;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void whatIsDecidedWhenTheNodeStopsIsWrittenDown() throws IOException {
    judge.ban(MALLORY, Duration.ofDays(1), "at the last moment", simulation.clock().now());
    court.close();
    try (BanStore again = new BanStore(folder.resolve("bans.mv"))) {
      assertThat(again.load()).extracting(Ban::peer).containsExactly(MALLORY);
    }
  }
}
