// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import java.nio.file.Path;
import java.util.List;

/**
 * A library that is measured.
 *
 * @param library its name
 * @param command starts one of its processes, which is driven by lines of JSON
 */
public record Contender(String library, List<String> command) {
  /** The name of what this project ships. */
  public static final String OURS = "chaoschain";

  /** Keeps an immutable copy. */
  public Contender {
    command = List.copyOf(command);
  }

  /** The P2P layer of an installation. */
  public static Contender ours(Path home) {
    return new Contender(
        OURS, List.of("sh", home.resolve("bin").resolve("chaos").toString(), "bench-peer"));
  }
}
