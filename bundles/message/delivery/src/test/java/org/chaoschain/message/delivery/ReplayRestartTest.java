// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.delivery.internal.Acceptor;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that has accepted a message is killed, and another one goes on with its folder. */
@Timeout(120)
class ReplayRestartTest {
  private static final Ed25519Key ADA = Node.agent(1);

  @TempDir private Path data;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void nothing_is_left() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A process that receives messages, keeps what it accepts in a folder, and tells what it did. */
  private final class Acceptance {
    private final Process process;
    private final BufferedReader answers;

    Acceptance(Path folder) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Acceptor.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      processes.add(process);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    String receive(Bytes wire) throws Exception {
      process.getOutputStream().write((wire.hex() + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      return CompletableFuture.supplyAsync(this::answer).get(60, TimeUnit.SECONDS);
    }

    private String answer() {
      try {
        String line = answers.readLine();
        while (line != null && !line.startsWith(Acceptor.ANSWER)) {
          line = answers.readLine(); // of its log
        }
        return line == null ? "it has ended" : line.substring(Acceptor.ANSWER.length());
      } catch (IOException e) {
        return e.toString();
      }
    }

    /** As {@code kill -9}: nothing of it runs any more, no hook, no close. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Bytes message(String text) {
    // of the real time: the processes have no other
    Simulation simulation = new Simulation();
    Node maker =
        new Node(
            new SystemClock(),
            simulation.scheduler(),
            simulation.metrics(),
            simulation.events(),
            InboxSettings.DEFAULT);
    Payload said = maker.status(ADA, text).message().payload();
    return maker.sign(ADA, said, Duration.ofMinutes(10)).wire();
  }

  @Test
  void what_was_accepted_before_a_kill_is_a_duplicate_after_it_and_what_was_not_is_accepted()
      throws Exception {
    Bytes one = message("one");
    Bytes two = message("two");
    Path folder = data.resolve("replay");
    Acceptance first = new Acceptance(folder);
    assertThat(first.receive(one)).isEqualTo("ACCEPTED, handled 1");
    assertThat(first.receive(one)).isEqualTo("DUPLICATE, handled 1");
    first.kill();
    Acceptance second = new Acceptance(folder);
    assertThat(second.receive(one)).isEqualTo("DUPLICATE, handled 0");
    assertThat(second.receive(two)).isEqualTo("ACCEPTED, handled 1");
    second.kill();
    Acceptance third = new Acceptance(folder);
    assertThat(third.receive(one)).isEqualTo("DUPLICATE, handled 0");
    assertThat(third.receive(two)).isEqualTo("DUPLICATE, handled 0");
    Acceptance elsewhere = new Acceptance(data.resolve("another"));
    assertThat(elsewhere.receive(one)).as("the folder knows it").isEqualTo("ACCEPTED, handled 1");
  }
}
