// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.itests.sample.Plain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swapping a plugin again and again while it works loses nothing and leaves nothing behind. */
class PluginCyclesIT {
  private static final int CYCLES = 1000;
  private static final int STREAMS = 4;

  @TempDir Path data;
  private LiveNode ada;
  private LiveNode bob;

  @BeforeEach
  void start() throws Exception {
    ada =
        LiveNode.start(
            Files.createDirectory(data.resolve("ada")),
            Map.of("extension.plugins.quarantine.failures", "0"));
    bob = LiveNode.start(Files.createDirectory(data.resolve("bob")), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    bob.stop();
    ada.stop();
  }

  @Test
  void aThousandUpdatesRemovalsAndInstallationsUnderLoadLeaveNothingBehind() throws Exception {
    Path one = Calls.write(data, "one.jar", SampleJar.echo("1.0.0"));
    Path two = Calls.write(data, "two.jar", SampleJar.echo("1.1.0"));
    Calls.install(ada, one);
    Calls calls = Calls.start(bob, ada, STREAMS, data);
    Letters letters = new Letters();
    CompletableFuture<Void> writing = CompletableFuture.runAsync(letters);
    Leftovers leftovers = new Leftovers(ada, data);
    for (int cycle = -20; cycle < CYCLES; cycle++) {
      if (cycle == 0) { // what stays was started by now: workers, for one
        calls.awaitAllOpen();
        leftovers.begin();
      }
      if (cycle % 10 == 9) {
        ada.ask("plugin.remove", Map.of("name", SampleJar.ECHO));
        assertThat(ada.type(Plain.NAME)).isEmpty();
      }
      Calls.install(ada, cycle % 2 == 0 ? two : one);
      leftovers.generation(SampleJar.ECHO);
    }
    letters.stop = true;
    writing.get(30, TimeUnit.SECONDS);
    calls.awaitAllOpen();
    ada.await("nothing is left", () -> leftovers.find(1).isEmpty(), leftovers);
    Map<String, ?> counts = calls.stop();
    System.out.println(
        "cycles: %d, %s, letters %d".formatted(CYCLES, counts, letters.accepted.get()));
    assertThat(Calls.number(counts, "cut")).as("%s", counts).isZero();
    assertThat(counts.get("answered")).as("%s", counts).isEqualTo(counts.get("sent"));
    assertThat(Calls.number(counts, "opened")).as("%s", counts).isGreaterThan(CYCLES);
    ada.await(
        "every accepted message is delivered once",
        () -> ada.meter("message.delivery.delivered") == letters.accepted.get());
    assertThat(letters.accepted.get()).isGreaterThan(CYCLES);
  }

  /** Writes messages of the plugin's type from one agent to another until it is told to stop. */
  private final class Letters implements Runnable {
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean stop;
    private final AtomicInteger accepted = new AtomicInteger();

    @Override
    public void run() {
      try {
        String from = (String) ada.ask("agents", Map.of("add", "from")).get(0).get("id");
        String to = (String) ada.ask("agents", Map.of("add", "to")).get(0).get("id");
        while (!stop) {
          Map<String, Object> letter =
              Map.of(
                  "from", from,
                  "to", to,
                  "type", "extension",
                  "extension", "plain",
                  "body", "x",
                  "fallback", "x");
          ada.ask("send", letter);
          accepted.incrementAndGet();
          never.await(5, TimeUnit.MILLISECONDS);
        }
      } catch (Exception e) {
        throw new AssertionError("after " + accepted.get() + " letters", e);
      }
    }
  }
}
