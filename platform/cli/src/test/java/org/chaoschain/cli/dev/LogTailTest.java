// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.chaoschain.cli.dev.LogTail.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  private static final String FIRST =
      "2026-11-28T16:54:36.730Z INFO  [main] org.x.A - up [now] - ready\n";

  @TempDir Path folder;

  private Path log() {
    return folder.resolve("node.log");
  }

  private void append(String text) throws IOException {
    Files.writeString(log(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void linesAreReadAsTheyAreAddedWithThoseThatGoOn() throws IOException {
    LogTail tail = new LogTail(log());
    assertThat(tail.read()).as("no log yet").isEmpty();
    append(FIRST + "2026-11-28T16:54:37.000Z ERROR [worker 1] org.x.B - fai");
    assertThat(tail.read()).containsExactly(new Line("INFO", "org.x.A", "up [now] - ready", false));
    append("led\n\tat org.x.B.run\n");
    assertThat(tail.read())
        .containsExactly(
            new Line("ERROR", "org.x.B", "failed", false),
            new Line("ERROR", "org.x.B", "\tat org.x.B.run", true));
    assertThat(tail.read()).isEmpty();
  }

  @Test
  void newFileIsReadFromItsBeginning() throws IOException {
    LogTail tail = new LogTail(log());
    append(FIRST + FIRST);
    assertThat(tail.read()).hasSize(2);
    Files.delete(log());
    append(FIRST);
    assertThat(tail.read()).hasSize(1);
  }
}
