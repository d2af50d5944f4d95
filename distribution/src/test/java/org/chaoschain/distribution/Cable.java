// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two network namespaces with a cable between them: there is multicast, unlike on loopback. */
final class Cable implements AutoCloseable {
  private static final int PATIENCE_S = 30;

  private final Process holder;
  private final List<String> pids;

  private Cable(Process holder, List<String> pids) {
    this.holder = holder;
    this.pids = pids;
  }

  /**
   * Lays the cable.
   *
   * @return nothing, with the reason on standard error, where namespaces are not permitted
   */
  static Optional<Cable> lay() throws Exception {
    Path script = Path.of("src", "test", "resources", "cable.sh").toAbsolutePath();
    Path errors = Files.createTempFile("cable", ".err");
    try {
      Process holder =
          new ProcessBuilder("sh", script.toString()).redirectError(errors.toFile()).start();
      BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
      String line =
          CompletableFuture.supplyAsync(() -> line(out)).get(PATIENCE_S, TimeUnit.SECONDS);
      if (line == null || !line.startsWith("ready ")) {
        holder.destroy();
        System.err.println("No network namespaces here: " + Files.readString(errors));
        return Optional.empty();
      }
      return Optional.of(new Cable(holder, List.of(line.substring(6).split(" "))));
    } finally {
      Files.delete(errors);
    }
  }

  /** The same command inside one of the namespaces. */
  ProcessBuilder inside(int end, ProcessBuilder command) {
    List<String> line =
        new java.util.ArrayList<>(
            List.of(
                "nsenter", "--target", pids.get(end), "--user", "--net", "--preserve-credentials"));
    line.addAll(command.command());
    return command.command(line);
  }

  private static String line(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    holder.getOutputStream().close();
    holder.onExit().completeOnTimeout(holder, PATIENCE_S, TimeUnit.SECONDS).join();
    assertThat(holder.isAlive()).as("the holder of the namespaces").isFalse();
  }
}
