// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.time.Duration;
import java.util.Set;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.chaoschain.transport.memory.core.MemorySettings;

/** Runs the contract in virtual time. */
abstract class SimulatedTransportContract extends TransportContract {
  private static final Multiaddr SILENT = Multiaddr.parse("/memory/silent");

  private final Simulation simulation = new Simulation();
  private final SimNetwork network = new SimNetwork(simulation);

  @Override
  protected Transport newTransport() {
    return network.transport("node");
  }

  @Override
  protected Transport limitedTransport() {
    MemorySettings all = MemorySettings.DEFAULT;
    return network.transport(
        "limited",
        new MemorySettings(
            all.lowWater(),
            all.highWater(),
            all.writeLimit(),
            all.window(),
            FEW,
            all.dialTimeout(),
            all.closeTimeout()));
  }

  @Override
  protected void stop() {
    network.heal();
    network.cut("node", "node");
    network.cut("node", "limited");
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  @Override
  protected RecordedMetrics metrics() {
    return simulation.metrics();
  }

  @Override
  protected Waiting waiting() {
    return Waiting.in(simulation);
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
    network.transport("other").listen(SILENT, any -> {});
    network.partition(Set.of("other"));
    return SILENT;
  }

  @Override
  protected long mostBytesUnderWay() {
    MemorySettings settings = MemorySettings.DEFAULT;
    return (long) settings.highWater() + settings.window() + (16 << 10);
  }

  @Override
  protected int tooManyBytes() {
    return MemorySettings.DEFAULT.writeLimit() + MemorySettings.DEFAULT.window() + (1 << 20);
  }
}
