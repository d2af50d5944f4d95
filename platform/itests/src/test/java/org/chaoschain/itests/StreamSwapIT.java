// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin's protocol is updated while another node holds streams of it and opens more. */
class StreamSwapIT {
  private static final int UPDATES = 20;
  private static final int STREAMS = 8;

  @TempDir Path data;
  private LiveNode ada;
  private LiveNode bob;

  @BeforeEach
  void start() throws Exception {
    ada = LiveNode.start(Files.createDirectory(data.resolve("ada")), Map.of());
    bob = LiveNode.start(Files.createDirectory(data.resolve("bob")), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    bob.stop();
    ada.stop();
  }

  @Test
  void noOpenStreamIsCutAndNoNewOneRefusedByTwentyUpdates() throws Exception {
    Path one = Calls.write(data, "one.jar", SampleJar.echo("1.0.0"));
    Path two = Calls.write(data, "two.jar", SampleJar.echo("1.1.0"));
    Calls.install(ada, one);
    Calls calls = Calls.start(bob, ada, STREAMS, data);
    for (int i = 0; i < UPDATES; i++) {
      calls.awaitAnswers(2 * STREAMS); // each stream is in the middle of something
      Calls.install(ada, i % 2 == 0 ? two : one);
      calls.awaitAllOpen();
    }
    Map<String, ?> counts = calls.stop();
    System.out.println("stream swap: " + UPDATES + " updates, " + counts);
    assertThat(counts.get("troubles")).isEqualTo(List.of());
    assertThat(Calls.number(counts, "cut")).isZero();
    assertThat(Calls.number(counts, "refused")).isZero();
    assertThat(counts.get("answered")).isEqualTo(counts.get("sent"));
    assertThat(Calls.number(counts, "opened")).isGreaterThanOrEqualTo(STREAMS * (UPDATES + 1));
  }
}
