// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.assembly.AssemblyException.Kind;

/**
 * Starts a node that was made, waits until all its components are up, and stops it. It listens on
 * loopback alone, on a free port, and dials nobody.
 */
final class TrialStart {
  private static final Map<String, String> SAFE =
      Map.of("p2p.host.listen", "/ip4/127.0.0.1/tcp/0", "p2p.bootstrap.peers", "");
  private static final Pattern READY = Pattern.compile("\"ready_ms\":(\\d+)");
  private static final int MAX_LINES = 40;

  private TrialStart() {}

  /**
   * Starts it.
   *
   * @param folder the distribution
   * @param scratch an empty folder, for its data and output
   * @param keys the keys it has
   * @return milliseconds from the start of the virtual machine until it was ready
   * @throws AssemblyException with what the node said, if it was not ready in time
   */
  static long run(Path folder, Path scratch, Set<String> keys, Duration patience)
      throws AssemblyException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                folder.resolve("bin").resolve("chaos").toString(),
                "run",
                "--init",
                "--quiet",
                "--json",
                "--exit-when-ready",
                "--data",
                scratch.resolve("data").toString()));
    SAFE.forEach(
        (key, value) -> {
          if (keys.contains(key)) {
            command.add("--set");
            command.add(key + "=" + value);
          }
        });
    File out = scratch.resolve("out").toFile();
    File err = scratch.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAOS_"));
    builder.environment().put("CHAOS_CLASS_ARCHIVE", "none");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.start();
      boolean ended;
      try {
        process.getOutputStream().close();
        ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      Matcher ready = READY.matcher(Files.readString(out.toPath()));
      if (ended && process.exitValue() == 0 && ready.find()) {
        return Long.parseLong(ready.group(1));
      }
      throw new AssemblyException(
          Kind.NOT_STARTED,
          "the node was made, and did not start"
              + (ended ? "" : " within " + patience.toSeconds() + " s")
              + ":\n"
              + said(err.toPath()),
          "repair the feature file; --no-boot leaves the trial start out");
    } catch (IOException e) {
      throw new AssemblyException(
          Kind.FILES, "the trial start could not be made: " + e, "--no-boot leaves it out", e);
    }
  }

  private static String said(Path err) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(err), StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(0, Math.min(MAX_LINES, lines.size())));
  }
}
