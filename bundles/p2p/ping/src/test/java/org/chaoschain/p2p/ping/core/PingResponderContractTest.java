// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.core;

import java.util.Arrays;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.Simulation;

class PingResponderContractTest extends StreamProtocolContract {
  private final byte[] ping = new byte[PingResponder.SIZE];

  PingResponderContractTest() {
    Arrays.fill(ping, (byte) 3);
  }

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    return new PingResponder(from.metrics());
  }

  @Override
  protected byte[] request() {
    return ping.clone();
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    return Arrays.equals(ping, bytes);
  }

  @Override
  protected boolean takesAnyBytes() {
    return true;
  }
}
