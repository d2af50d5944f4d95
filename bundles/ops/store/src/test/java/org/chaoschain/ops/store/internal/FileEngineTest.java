// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.ops.store.core.Table;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileEngineTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("node.mv");
  }

  private static Bytes number(int n) {
    return Bytes.wrap(ByteBuffer.allocate(4).putInt(n).array());
  }

  /** Writes until it is killed, and says after each batch how many it has committed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      try (FileEngine engine = new FileEngine(Path.of(args[0]), 1)) {
        Table one = engine.table("one");
        Table two = engine.table("two");
        Bytes value = Bytes.wrap(new byte[1000]);
        for (int i = 0; ; i++) {
          one.put(number(i), value);
          two.put(number(i), value);
          engine.commit();
          System.out.println(i);
        }
      }
    }
  }

  @Test
  void whatWasCommittedIsThereAfterAKillAndNoHalf() throws Exception {
    for (int round = 0; round < 3; round++) {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Writer.class.getName(),
                  file().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int said = -1;
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
        while (said < 200) {
          said = Integer.parseInt(output.readLine());
        }
      } finally {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      try (FileEngine engine = new FileEngine(file(), 1)) {
        assertThat(engine.table("one").entries()).isGreaterThan(said);
        assertThat(engine.table("one").range(Bytes.EMPTY, Optional.empty(), 1 << 20))
            .isEqualTo(engine.table("two").range(Bytes.EMPTY, Optional.empty(), 1 << 20));
      }
    }
  }

  @Test
  void nothingReachesTheFileBetweenCommits() throws Exception {
    try (FileEngine engine = new FileEngine(file(), 1)) {
      engine.table("one").put(number(0), Bytes.EMPTY);
      engine.commit();
      Bytes large = Bytes.wrap(new byte[100_000]);
      for (int i = 1; i < 400; i++) {
        engine.table("one").put(number(i), large);
      }
    }
    try (FileEngine engine = new FileEngine(file(), 1)) {
      assertThat(engine.table("one").entries()).isEqualTo(1);
    }
  }

  @Test
  void overwrittenContentIsGivenBack() throws Exception {
    try (FileEngine engine = new FileEngine(file(), 1, Duration.ZERO)) {
      Table table = engine.table("one");
      for (int i = 0; i < 3_000; i++) {
        table.put(number(i % 100), Bytes.wrap(new byte[10_000]));
        if (i % 10 == 0) {
          engine.commit();
        }
        if (i % 100 == 0) {
          engine.compact();
        }
      }
      engine.commit();
      // 30 MB were written and 1 MB is left
      assertThat(engine.fileBytes()).isLessThan(6_000_000);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no modes there")
  void nobodyElseMayReadIt() throws Exception {
    try (FileEngine engine = new FileEngine(file(), 1)) {
      engine.commit();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aLaterFormatBytesThatAreNoStoreAndASecondUserAreRefusedWithWhatToDo() throws Exception {
    try (MVStore later = MVStore.open(file().toString())) {
      later.openMap("format").put("version", "2");
    }
    assertThatThrownBy(() -> new FileEngine(file(), 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("format version 2");
    Path garbage = folder.resolve("garbage.mv");
    Files.write(garbage, new byte[10_000]);
    assertThatThrownBy(() -> new FileEngine(garbage, 1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("move it away");
    Path used = folder.resolve("used.mv");
    try (FileEngine first = new FileEngine(used, 1)) {
      assertThat(first.fileBytes()).isPositive();
      assertThatThrownBy(() -> new FileEngine(used, 1))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another node");
    }
  }
}
