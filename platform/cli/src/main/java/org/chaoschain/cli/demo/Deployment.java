// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/** The plugin comes to every node at once, while messages flow. */
final class Deployment {
  private final long begin = System.nanoTime();
  private final List<CompletableFuture<Void>> orders = new ArrayList<>();
  private volatile long slowest;

  private Deployment() {}

  static Deployment start(List<DemoNode> nodes, Path plugin) {
    Deployment deployment = new Deployment();
    for (DemoNode node : nodes) {
      deployment.orders.add(
          node.start("plugin.install", Map.of("file", plugin.toString()), item -> {})
              .thenRun(deployment::done));
    }
    return deployment;
  }

  private synchronized void done() {
    slowest = Math.max(slowest, System.nanoTime() - begin);
  }

  /** Waits for the last node; gives the milliseconds from the order to its answer. */
  long await(Duration patience) throws InterruptedException {
    try {
      CompletableFuture.allOf(orders.toArray(CompletableFuture[]::new))
          .get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return Math.max(1, TimeUnit.NANOSECONDS.toMillis(slowest));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException told
          ? new CliException(
              told.exitCode(), "the plugin was not deployed: " + told.getMessage(), "")
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the plugin was not deployed within %d s".formatted(patience.toSeconds()),
          "");
    }
  }
}
