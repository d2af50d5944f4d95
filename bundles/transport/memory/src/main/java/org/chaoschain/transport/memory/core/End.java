// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBufAllocator;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/** What one end of a connection is made of. */
record End(Surroundings surroundings, SerialExecutor executor, Multiaddr local, Multiaddr remote) {

  /** What all ends of one node share. */
  record Surroundings(
      String node,
      Scheduler scheduler,
      Metrics metrics,
      MemorySettings settings,
      ByteBufAllocator allocator) {}

  static End of(Surroundings surroundings, Multiaddr local, Multiaddr remote) {
    SerialExecutor executor = surroundings.scheduler().serial("memory " + local + " " + remote);
    return new End(surroundings, executor, local, remote);
  }

  /** The end that this one is connected to. */
  End opposite(Surroundings other) {
    Multiaddr seenThere = remote;
    return of(other, seenThere, local);
  }

  String node() {
    return surroundings.node();
  }

  Scheduler scheduler() {
    return surroundings.scheduler();
  }

  Metrics metrics() {
    return surroundings.metrics();
  }

  MemorySettings settings() {
    return surroundings.settings();
  }

  ByteBufAllocator allocator() {
    return surroundings.allocator();
  }
}
