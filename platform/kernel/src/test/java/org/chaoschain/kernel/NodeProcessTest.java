// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system sees of a node: signals, locks between processes, exit codes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals there")
class NodeProcessTest {
  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;

  @Test
  void aTerminatedNodeStopsInOrderAndASecondOneIsRefusedUntilThen() throws Exception {
    TestHome.complete(folder).options();
    Process first = start();
    try (BufferedReader output = first.inputReader()) {
      assertThat(output.readLine()).isEqualTo("up");
      Process second = start();
      try (BufferedReader refusal = second.inputReader()) {
        assertThat(refusal.readLine())
            .contains("another node (process " + first.pid() + ") runs on the data directory");
      }
      assertThat(exitCode(second)).isEqualTo(Failure.DATA_DIRECTORY_IN_USE.exitCode());

      first.destroy();
      assertThat(exitCode(first)).isEqualTo(SIGTERM);
    }
    assertThat(folder.resolve("data/run/node.pid"))
        .as("taken away by the orderly stop")
        .doesNotExist();
  }

  @Test
  void aKilledNodeLeavesNothingThatKeepsTheNextFromStarting() throws Exception {
    TestHome.complete(folder).options();
    Process first = start();
    try (BufferedReader output = first.inputReader()) {
      assertThat(output.readLine()).isEqualTo("up");
      first.destroyForcibly();
      assertThat(exitCode(first)).isNotZero();
    }
    Process second = start();
    try (BufferedReader output = second.inputReader()) {
      assertThat(output.readLine()).isEqualTo("up");
    }
    second.destroy();
    assertThat(exitCode(second)).isEqualTo(SIGTERM);
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            NodeMain.class.getName(),
            folder.toString())
        .redirectError(folder.resolve("error.txt").toFile())
        .directory(folder.toFile())
        .start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
    return process.exitValue();
  }
}
