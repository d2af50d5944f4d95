// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.testkit.contract.SecureChannelContract;
import org.chaoschain.testkit.sim.Simulation;

/** Noise fulfils the contract. */
class NoiseChannelContractTest extends SecureChannelContract {
  @Override
  protected SecureChannel channel(Simulation simulation, NodeIdentity identity) {
    return noise(simulation, identity);
  }

  @Override
  protected NodeIdentity identity(Simulation simulation) {
    return PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  }

  static NoiseChannel noise(Simulation simulation, NodeIdentity identity) {
    return new NoiseChannel(
        identity,
        simulation.entropy(),
        simulation.scheduler(),
        simulation.metrics(),
        NoiseConfig.DEFAULTS,
        simulation.allocator());
  }
}
