// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.transport.memory.core.Link;
import org.chaoschain.transport.memory.core.MemoryNetwork;
import org.chaoschain.transport.memory.core.MemorySettings;
import org.chaoschain.transport.memory.core.MemoryTransport;

/** The memory transport fulfils the contract on real threads, too. */
class MemoryTransportThreadsContractTest extends TransportContract {
  private static final Multiaddr SILENT = Multiaddr.parse("/memory/silent");

  /** Nothing ever arrives. */
  private static final Link DEAD =
      new Link() {
        @Override
        public int piece(int available) {
          return available;
        }

        @Override
        public void carry(int bytes, Runnable arrival) {}
      };

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final ThreadedScheduler scheduler = new ThreadedScheduler();
  private final MemoryNetwork network =
      new MemoryNetwork((from, to) -> to.equals("silent") ? DEAD : Link.DIRECT);

  private Transport transport(String node, int maxConnections) {
    MemorySettings settings =
        new MemorySettings(
            32 << 10,
            64 << 10,
            8 << 20,
            256 << 10,
            maxConnections,
            Duration.ofMillis(300),
            Duration.ofSeconds(5));
    return new MemoryTransport(
        network, node, scheduler, metrics, settings, ByteBufAllocator.DEFAULT);
  }

  @Override
  protected Transport newTransport() {
    return transport("node", 1024);
  }

  @Override
  protected Transport limitedTransport() {
    return transport("limited", FEW);
  }

  @Override
  protected void stop() {
    network.cut("node", "node");
    network.cut("node", "limited");
    network.cut("node", "silent");
    waiting().until(() -> network.openConnections() == 0, "all connections are lost");
    scheduler.stop();
  }

  @Override
  protected RecordedMetrics metrics() {
    return metrics;
  }

  @Override
  protected Waiting waiting() {
    return Waiting.real();
  }

  @Override
  protected Multiaddr freeAddress() {
    return Multiaddr.parse("/memory/0");
  }

  @Override
  protected Multiaddr refusingAddress() {
    return Multiaddr.parse("/memory/nobody");
  }

  @Override
  protected Multiaddr silentAddress() {
    transport("silent", 1).listen(SILENT, any -> {});
    return SILENT;
  }

  @Override
  protected long mostBytesUnderWay() {
    return (64L + 256 + 16) << 10;
  }

  @Override
  protected int tooManyBytes() {
    return (8 << 20) + (256 << 10) + (1 << 20);
  }
}
