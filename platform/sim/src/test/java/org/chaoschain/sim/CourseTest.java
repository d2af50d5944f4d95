// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.sim.Scenario.Order;
import org.chaoschain.sim.Scenario.Outcome;
import org.junit.jupiter.api.Test;

/** The trace hash stands for the course: it is the same exactly where all decisions are. */
class CourseTest {
  private static final Order ORDER = new Order(60, 0, 20, 42);

  private static Outcome run(GossipConfig config, Order order) {
    return new LossScenario(config).run(order);
  }

  private static GossipNetwork network() {
    return new GossipNetwork(GossipConfig.DEFAULT, Links.DEFAULT.withLoss(0.25), ORDER.seed());
  }

  @Test
  void theSameSeedTakesTheSameCourse() {
    Outcome first = run(GossipConfig.DEFAULT, ORDER);
    Outcome second = run(GossipConfig.DEFAULT, ORDER);
    assertThat(second.traceHash()).isEqualTo(first.traceHash());
    assertThat(second.events()).isEqualTo(first.events());
    assertThat(second.p99Millis()).isEqualTo(first.p99Millis());
  }

  @Test
  void anotherSeedTakesAnother() {
    assertThat(run(GossipConfig.DEFAULT, ORDER.withSeed(43)).traceHash())
        .isNotEqualTo(run(GossipConfig.DEFAULT, ORDER).traceHash());
  }

  @Test
  void anotherParameterOfTheCoreTakesAnother() {
    GossipConfig quiet =
        GossipConfig.DEFAULT.withMesh(GossipConfig.DEFAULT.mesh().withFloodPublish(false));
    assertThat(run(quiet, ORDER).traceHash())
        .isNotEqualTo(run(GossipConfig.DEFAULT, ORDER).traceHash());
  }

  /** Counts what is drawn, and turns one draw round. */
  private static final class Turned implements RandomGenerator {
    private final SplittableRandom random;
    private final int turned;
    private int drawn;

    Turned(SplittableRandom random, int turned) {
      this.random = random;
      this.turned = turned;
    }

    @Override
    public long nextLong() {
      long bits = random.nextLong();
      return drawn++ == turned ? ~bits : bits;
    }
  }

  @Test
  void oneOtherDecisionOfOneRouterTakesAnother() {
    Outcome asItIs = withTurnedDraw(-1);
    assertThat(withTurnedDraw(-1).traceHash()).isEqualTo(asItIs.traceHash());
    assertThat(withTurnedDraw(3).traceHash()).isNotEqualTo(asItIs.traceHash());
  }

  private static Outcome withTurnedDraw(int turned) {
    GossipNetwork network = network();
    network.decisions = random -> new Turned(random, network.members.size() == 30 ? turned : -1);
    return new LossScenario().run(ORDER, network);
  }

  @Test
  void oneLostMessageMoreTakesAnother() {
    Outcome other =
        new LossScenario()
            .run(
                ORDER,
                new GossipNetwork(
                    GossipConfig.DEFAULT, Links.DEFAULT.withLoss(0.2501), ORDER.seed()));
    assertThat(other.traceHash()).isNotEqualTo(run(GossipConfig.DEFAULT, ORDER).traceHash());
  }

  /** Also on another machine and another Java: nothing of this process takes part. */
  @Test
  void theHashOfATraceIsTheOneThatWasWrittenDown() {
    Trace trace = new Trace();
    trace.arrived(1, 2, 3, 4, 5);
    assertThat(trace.hash()).isEqualTo("8b2fd1c6b1a983a5");
    assertThat(trace.arrivals()).isEqualTo(1);
  }
}
