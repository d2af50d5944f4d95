// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.nio.charset.StandardCharsets;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.sim.Simulation;

/** Runs the contract on a {@link LineProtocol}. */
abstract class LineProtocolContract extends StreamProtocolContract {
  private final LineProtocol.Fault[] faults;

  LineProtocolContract(LineProtocol.Fault... faults) {
    this.faults = faults;
  }

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    return new LineProtocol(faults);
  }

  @Override
  protected byte[] request() {
    String line = "hello".repeat(150) + "\n";
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII).equals("HELLO".repeat(150) + "\n");
  }
}
