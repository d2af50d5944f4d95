// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.testkit.contract.StreamMuxerContract;
import org.chaoschain.testkit.sim.Simulation;

/** Yamux fulfils the contract. */
class YamuxMuxerContractTest extends StreamMuxerContract {
  @Override
  protected StreamMuxer newMuxer(Simulation simulation) {
    return new YamuxMuxer(
        simulation.scheduler(),
        simulation.clock(),
        simulation.metrics(),
        YamuxConfig.DEFAULT,
        simulation.allocator());
  }
}
