// SPDX-License-Identifier: Apache-2.0
package org.example.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.chaoschain.p2p.host.core.P2pHost;
import org.junit.jupiter.api.Test;

class LibraryTest {
  @Test
  void itRunsOnTheModulePathWithoutOsgi() {
    assertEquals("org.example.library", LoopbackPeer.class.getModule().getName());
    assertEquals("org.chaoschain.p2p.host", P2pHost.class.getModule().getName());
    assertTrue(P2pHost.class.getModule().getDescriptor().requires().size() > 1);
    assertThrows(ClassNotFoundException.class, () -> Class.forName("org.osgi.framework.Bundle"));
  }

  @Test
  void twoPeersPingAndSpeakAProtocolOfTheirOwn() throws Exception {
    try (LoopbackPeer first = new LoopbackPeer();
        LoopbackPeer second = new LoopbackPeer(new Reverse())) {
      await(first.connect(second));
      assertEquals(3, await(first.ping(second, 3)).size());
      assertEquals("ISGO", await(Reverse.ask(first.host(), second.host().peerId(), "OGSI")));
    }
  }

  @Test
  void aTextThatIsTooLongEndsItsStreamAndNothingElse() throws Exception {
    try (LoopbackPeer first = new LoopbackPeer();
        LoopbackPeer second = new LoopbackPeer(new Reverse())) {
      await(first.connect(second));
      String text = "x".repeat(Reverse.MAX_BYTES + 1);
      assertThrows(
          ExecutionException.class,
          () -> await(Reverse.ask(first.host(), second.host().peerId(), text)));
      assertEquals("b a", await(Reverse.ask(first.host(), second.host().peerId(), "a b")));
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
