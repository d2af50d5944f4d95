// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.p2p.kad.core.BootstrapFlow.State;
import org.chaoschain.p2p.kad.core.BootstrapFlow.Step;
import org.chaoschain.p2p.kad.core.BootstrapFlow.Timeouts;
import org.junit.jupiter.api.Test;

class BootstrapFlowTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final BootstrapFlow flow =
      new BootstrapFlow(Timeouts.DEFAULT, failures -> Duration.ofSeconds(failures));

  private void assertStep(Optional<Step> made, State from, State to, long seconds) {
    Step step = made.orElseThrow();
    assertThat(step.from()).isEqualTo(from);
    assertThat(step.to()).isEqualTo(to);
    assertThat(step.took()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(flow.state()).isEqualTo(to);
  }

  private void active() {
    flow.start(0);
    flow.connected(1, 0);
    flow.listed(0);
    flow.queried(1, 0);
    assertThat(flow.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void theWayIsBootstrapNodesThenPeerListThenDhtThenActive() {
    assertStep(flow.start(5 * SECOND), State.IDLE, State.CONTACTING, 0);
    assertStep(flow.connected(1, 7 * SECOND), State.CONTACTING, State.PEER_LIST, 2);
    assertThat(flow.connected(3, 8 * SECOND)).isEmpty();
    assertStep(flow.listed(8 * SECOND), State.PEER_LIST, State.DHT_QUERY, 1);
    assertStep(flow.queried(12, 12 * SECOND), State.DHT_QUERY, State.ACTIVE, 4);
    assertThat(flow.lastRun()).isEqualTo(Duration.ofSeconds(7));
    assertThat(flow.due(12 * SECOND)).isEmpty();
  }

  @Test
  void withoutAPeerListTheDhtIsAskedAllTheSame() {
    flow.start(0);
    flow.connected(1, 0);
    assertThat(flow.due(SECOND)).contains(Duration.ofSeconds(4));
    assertThat(flow.tick(4 * SECOND)).isEmpty();
    assertStep(flow.tick(5 * SECOND), State.PEER_LIST, State.DHT_QUERY, 5);
    assertStep(flow.tick(65 * SECOND), State.DHT_QUERY, State.ACTIVE, 60);
  }

  @Test
  void whoReachesNobodyWaitsLongerEachTime() {
    flow.start(0);
    long now = 30 * SECOND;
    for (int attempt = 1; attempt <= 4; attempt++) {
      assertStep(flow.tick(now), State.CONTACTING, State.WAITING, 30);
      assertThat(flow.due(now)).contains(Duration.ofSeconds(attempt));
      now += attempt * SECOND;
      assertStep(flow.tick(now), State.WAITING, State.CONTACTING, attempt);
      assertThat(flow.attempt()).isEqualTo(attempt + 1);
      now += 30 * SECOND;
    }
  }

  @Test
  void aPeerThatComesWhileItWaitsIsEnough() {
    flow.start(0);
    flow.tick(30 * SECOND);
    assertStep(flow.connected(1, 30 * SECOND), State.WAITING, State.PEER_LIST, 0);
  }

  @Test
  void theLossOfAllPeersBeginsItAgain() {
    active();
    assertThat(flow.connected(1, SECOND)).isEmpty();
    assertStep(flow.connected(0, 9 * SECOND), State.ACTIVE, State.CONTACTING, 9);
    assertThat(flow.attempt()).isEqualTo(1);
    assertThat(flow.connected(0, 9 * SECOND)).isEmpty();
  }

  @Test
  void theLossOfAllPeersOnTheWayBeginsItAgain() {
    flow.start(0);
    flow.connected(1, 0);
    assertStep(flow.connected(0, SECOND), State.PEER_LIST, State.CONTACTING, 1);
    flow.connected(1, SECOND);
    flow.listed(SECOND);
    assertStep(flow.connected(0, 2 * SECOND), State.DHT_QUERY, State.CONTACTING, 1);
    assertThat(flow.queried(3, 2 * SECOND)).isEmpty();
  }

  @Test
  void whatIsStoppedMakesNoStep() {
    active();
    assertStep(flow.stop(0), State.ACTIVE, State.IDLE, 0);
    assertThat(flow.connected(0, SECOND)).isEmpty();
    assertThat(flow.tick(1000 * SECOND)).isEmpty();
    assertThat(flow.stop(SECOND)).isEmpty();
    assertThat(flow.start(SECOND)).isPresent();
  }

  @Property(tries = 300)
  void whateverHappensItIsNeverStuckWithoutPeers(@ForAll Random random) {
    BootstrapFlow any =
        new BootstrapFlow(Timeouts.DEFAULT, failures -> Duration.ofSeconds(failures));
    any.start(0);
    long now = 0;
    int peers = 0;
    for (int i = 0; i < 200; i++) {
      now += random.nextInt(20) * SECOND;
      switch (random.nextInt(4)) {
        case 0 -> {
          peers = random.nextInt(3);
          any.connected(peers, now);
        }
        case 1 -> any.listed(now);
        case 2 -> any.queried(random.nextInt(5), now);
        default -> any.tick(now);
      }
      boolean alone = any.state() == State.CONTACTING || any.state() == State.WAITING;
      assertThat(alone).isEqualTo(peers == 0);
      // either it has arrived, or there is a time at which it goes on
      assertThat(any.due(now).isPresent()).isEqualTo(any.state() != State.ACTIVE);
    }
  }
}
