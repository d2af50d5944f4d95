// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.peerstore.core.KnownPeer;
import org.chaoschain.p2p.peerstore.core.RememberedPeers.Changes;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerFileTest {
  private static final PeerId ID =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final KnownPeer PEER =
      new KnownPeer(
          ID,
          List.of(
              Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"),
              Multiaddr.parse("/dns4/node.example/tcp/4001")),
          Optional.of(Bytes.copyOf((byte) 1, (byte) 2, (byte) 3)),
          Instant.parse("2026-01-01T00:00:00Z"));
  private static final KnownPeer BARE =
      new KnownPeer(
          PeerId.parse("12D3KooWQYV9dGMFoRzNStwpXztXaBUjtPqi6aU76ZgUriHhKust"),
          List.of(Multiaddr.parse("/ip6/2001:db8::1/tcp/1")),
          Optional.empty(),
          Instant.parse("2025-01-01T00:00:00Z"));

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("peers.mv");
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    try (PeerFile file = new PeerFile(path())) {
      assertThat(file.read()).isEmpty();
      file.write(new Changes(List.of(PEER, BARE), List.of()));
    }
    try (PeerFile file = new PeerFile(path())) {
      assertThat(file.read()).containsExactlyInAnyOrder(PEER, BARE);
      file.write(new Changes(List.of(), List.of(ID)));
    }
    try (PeerFile file = new PeerFile(path())) {
      assertThat(file.read()).containsExactly(BARE);
    }
  }

  /** A process that writes a peer, says so, and is killed before it can do anything else. */
  @Test
  void whatWasWrittenIsThereAfterAKill() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Writer.class.getName(),
                path().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      byte[] said = process.getInputStream().readNBytes(7);
      assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("written");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    try (PeerFile file = new PeerFile(path())) {
      assertThat(file.read()).containsExactly(PEER);
    }
  }

  /** See above. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      PeerFile file = new PeerFile(Path.of(args[0]));
      file.write(new Changes(List.of(PEER), List.of()));
      System.out.print("written");
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @Test
  void anEntryThatCannotBeReadIsLeftOut() throws IOException {
    try (PeerFile file = new PeerFile(path())) {
      file.write(new Changes(List.of(PEER), List.of()));
    }
    byte[] longer = new byte[20];
    longer[8] = 0x7f;
    try (MVStore store = MVStore.open(path().toString())) {
      store.openMap("peers").put("nobody", new byte[12]);
      store.openMap("peers").put(BARE.peer().toString(), longer);
    }
    try (PeerFile file = new PeerFile(path())) {
      assertThat(file.read()).containsExactly(PEER);
    }
  }

  @Test
  void aLaterFormatAndBytesThatAreNoStoreAreRefusedWithWhatToDo() throws IOException {
    try (MVStore later = MVStore.open(path().toString())) {
      later.openMap("format").put("version", "2");
    }
    assertThatThrownBy(() -> new PeerFile(path()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format version 2");
    Path garbage = folder.resolve("garbage.mv");
    Files.write(garbage, new byte[10_000]);
    assertThatThrownBy(() -> new PeerFile(garbage))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("move it away");
  }
}
