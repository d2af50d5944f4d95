// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos perf}. */
@Command(
    name = "perf",
    description = {
      "Measures the throughput to and from a peer by libp2p's perf.",
      "The peer has to allow it: on a node of this kind by the key p2p.perf.allow."
    },
    footer = {"  chaos perf 12D3Koo…", "  chaos perf 12D3Koo… --bytes 256MiB --json"})
final class PerfCommand extends ChaosCommand {
  private static final long MAX_BYTES = 1L << 40;

  @Parameters(paramLabel = "PEER", description = "The peer id; 'chaos peers' lists some.")
  private String peer;

  @Option(
      names = {"-b", "--bytes"},
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description = "How much in each direction, 1 to 1024GiB (default: ${DEFAULT-VALUE}).")
  private String size;

  @Override
  ExitCode execute() {
    long bytes = bytes();
    try (ControlClient node = connect()) {
      node.call(
          "perf",
          Map.of("peer", peer, "upload", bytes, "download", bytes),
          root().timeout(),
          item -> output().result(item, line(item)));
    }
    return ExitCode.OK;
  }

  private long bytes() {
    try {
      long bytes = ByteSize.parse(size).bytes();
      if (bytes >= 1 && bytes <= MAX_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // refused below as well
    }
    throw usage("--bytes is a size from 1 to 1024GiB, such as 64MiB, not " + size);
  }

  private static String line(Map<String, ?> item) {
    return String.format(
        Locale.ROOT,
        "%-8s  %.1f MB/s  (%d bytes in %.3f s)",
        item.get("direction"),
        number(item, "mb_per_s"),
        (long) number(item, "bytes"),
        number(item, "seconds"));
  }

  private static double number(Map<String, ?> item, String name) {
    return item.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
