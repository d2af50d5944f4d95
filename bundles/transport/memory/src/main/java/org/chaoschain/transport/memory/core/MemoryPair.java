// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBufAllocator;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.TransportConnection;

/** The two ends of one connection that nobody had to dial. */
public final class MemoryPair {
  private static final Multiaddr LEFT = Multiaddr.parse("/memory/left");
  private static final Multiaddr RIGHT = Multiaddr.parse("/memory/right");

  private final Wire wire;

  /**
   * Connects two ends.
   *
   * @param model makes a link from {@code left} to {@code right}, and one back
   * @param allocator makes the buffers that are read
   */
  public MemoryPair(
      Scheduler scheduler,
      Metrics metrics,
      MemorySettings settings,
      LinkModel model,
      ByteBufAllocator allocator) {
    End.Surroundings left = new End.Surroundings("left", scheduler, metrics, settings, allocator);
    End.Surroundings right = new End.Surroundings("right", scheduler, metrics, settings, allocator);
    this.wire =
        new Wire(End.of(left, LEFT, RIGHT), End.of(right, RIGHT, LEFT), model, () -> {}, () -> {});
  }

  /** One end. */
  public TransportConnection left() {
    return wire.dialler();
  }

  /** The other end. */
  public TransportConnection right() {
    return wire.acceptor();
  }

  /** Loses the connection: both ends see that the network failed. */
  public void cut() {
    wire.lose();
  }
}
