// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.Simulation;

class PerfServerContractTest extends StreamProtocolContract {
  private static final int ASKED = 70;
  private static final int UPLOADED = 30;

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    PerfLimits limits = new PerfLimits(200_000, 4, Duration.ofMinutes(1));
    return new PerfServer(peer -> true, limits, from.scheduler(), from.metrics());
  }

  @Override
  protected byte[] request() {
    return ByteBuffer.allocate(Long.BYTES + UPLOADED).putLong(ASKED).array();
  }

  @Override
  protected boolean endsItsRequest() {
    return true;
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    return bytes.length == ASKED;
  }
}
