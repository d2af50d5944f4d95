// SPDX-License-Identifier: Apache-2.0
package org.example.library;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two peers in one process: one pings the other, and has a text reversed by it. */
public final class Main {
  private static final int PATIENCE_S = 20;

  private Main() {}

  /** Runs it and prints what was measured. */
  public static void main(String[] args) throws Exception {
    try (LoopbackPeer first = new LoopbackPeer();
        LoopbackPeer second = new LoopbackPeer(new Reverse())) {
      System.out.println(
          first.connect(second).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS));
      List<Duration> trips =
          first.ping(second, 3).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
      System.out.println("ping " + trips);
      System.out.println(
          Reverse.ask(first.host(), second.host().peerId(), "without OSGi")
              .toCompletableFuture()
              .get(PATIENCE_S, TimeUnit.SECONDS));
    }
  }
}
