// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.resource.ResourceScope;

/** What the streams of one connection share: the settings, and the sums of what waits on them. */
final class StreamBounds {
  private final YamuxConfig config;
  private final YamuxMeters meters;
  private final ByteBufAllocator allocator;
  private final AtomicLong sending = new AtomicLong();
  private final ResourceScope scope;
  private long held;

  StreamBounds(
      YamuxConfig config, YamuxMeters meters, ByteBufAllocator allocator, ResourceScope scope) {
    this.scope = scope;
    this.config = config;
    this.meters = meters;
    this.allocator = allocator;
  }

  YamuxConfig config() {
    return config;
  }

  YamuxMeters meters() {
    return meters;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  /** The account on which everything is that waits, in either direction. */
  ResourceScope scope() {
    return scope;
  }

  /**
   * Changes how many bytes wait to be sent on all streams, and returns the sum. From any thread.
   */
  long addSending(long bytes) {
    return sending.addAndGet(bytes);
  }

  Limit connectionSend() {
    return meters.connectionSend;
  }

  /** Changes how many bytes wait for slow readers, and returns the sum. Inside the executor. */
  long addHeld(long bytes) {
    held += bytes;
    return held;
  }
}
