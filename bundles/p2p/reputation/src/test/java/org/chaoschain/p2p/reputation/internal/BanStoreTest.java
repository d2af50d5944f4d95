// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.reputation.core.Ban;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanStoreTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final PeerId MALLORY =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  static final Ban BAN =
      new Ban(MALLORY, NOON, NOON.plusSeconds(60), 3, -123.4, false, "bad \"signatures\"\n");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("bans.mv");
  }

  @Test
  void whatWasKeptIsThereAgain() throws IOException {
    try (BanStore store = new BanStore(file())) {
      assertThat(store.load()).isEmpty();
      store.keep(List.of(BAN));
    }
    try (BanStore store = new BanStore(file())) {
      assertThat(store.load()).containsExactly(BAN);
      store.keep(List.of());
    }
    try (BanStore store = new BanStore(file())) {
      assertThat(store.load()).isEmpty();
    }
  }

  /** A process that keeps a ban, says so, and is killed before it can do anything else. */
  @Test
  void whatWasKeptIsThereAfterAKill() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Keeper.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      byte[] said = process.getInputStream().readNBytes(4);
      assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("kept");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    try (BanStore store = new BanStore(file())) {
      assertThat(store.load()).containsExactly(BAN);
    }
  }

  /** See above. */
  static final class Keeper {
    private Keeper() {}

    public static void main(String[] args) throws Exception {
      BanStore store = new BanStore(Path.of(args[0]));
      store.keep(List.of(BAN));
      System.out.print("kept");
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @Test
  void aLaterFormatIsRefusedWithWhatToDo() {
    try (MVStore later = MVStore.open(file().toString())) {
      later.openMap("format").put("version", "2");
    }
    assertThatThrownBy(() -> new BanStore(file()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("move the file away");
  }

  @Test
  void bytesThatAreNoStoreAreRefusedWithWhatToDo() throws IOException {
    Files.write(file(), new byte[10_000]);
    assertThatThrownBy(() -> new BanStore(file()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bans.mv cannot be opened")
        .hasMessageContaining("move it away");
  }

  @Test
  void aBanThatCannotBeReadIsLeftOutAndTheOthersAreThere() throws IOException {
    try (BanStore store = new BanStore(file())) {
      store.keep(List.of(BAN));
    }
    try (MVStore store = MVStore.open(file().toString())) {
      store.openMap("bans").put("nobody", "{}");
      store.openMap("bans").put("12D3KooWQYV9dGMFoRzNStwpXztXaBUjtPqi6aU76ZgUriHhKust", "[");
    }
    try (BanStore store = new BanStore(file())) {
      assertThat(store.load()).containsExactly(BAN);
    }
  }
}
