// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chaoschain.testkit.plugin.contract.TestsThatFail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What the extension says and refuses after a test. */
class NetworkExtensionTest {
  @ExtendWith(NetworkExtension.class)
  static final class Careless {
    static final CountDownLatch END = new CountDownLatch(1);

    @Test
    void leaksABuffer(Network net) {
      net.simulation().allocator().buffer(10);
    }

    @Test
    void leavesAThread() {
      Thread thread = new Thread(Careless::rest, "left-behind");
      thread.setDaemon(true);
      thread.start();
    }

    private static void rest() {
      try {
        END.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Test
    void doesNothing(Network net) {
      net.node("a");
    }
  }

  @AfterAll
  static void end() {
    Careless.END.countDown();
  }

  @Test
  void buffers_and_threads_that_are_left_fail_the_test() {
    assertThat(TestsThatFail.of(Careless.class)).containsExactly("leaksABuffer", "leavesAThread");
  }

  @ExtendWith(NetworkExtension.class)
  static final class Failing {
    @Test
    @Seed(12)
    void fails(Network net) {
      net.node("a");
      fail("for a reason of its own");
    }
  }

  @Test
  void a_failure_tells_the_seed() {
    Throwable failure =
        EngineTestKit.engine("junit-jupiter")
            .selectors(DiscoverySelectors.selectClass(Failing.class))
            .execute()
            .testEvents()
            .failed()
            .list()
            .get(0)
            .getRequiredPayload(TestExecutionResult.class)
            .getThrowable()
            .orElseThrow();
    assertThat(failure).hasMessageContaining("for a reason of its own");
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("-Dchaoschain.seed=12 repeats this");
  }
}
