// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.Simulation;

class AuthProtocolContractTest extends StreamProtocolContract {
  private static final int LENGTH_BYTES = 2;
  private static final int CHALLENGE_BYTES = 138;

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    return Streams.protocol(from, 64);
  }

  @Override
  protected byte[] request() {
    return Streams.frame(Parties.alice(Streams.SIMULATED).connect());
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    if (bytes.length != LENGTH_BYTES + CHALLENGE_BYTES) {
      return false;
    }
    try {
      return AuthCodec.decode(Bytes.wrap(bytes).slice(LENGTH_BYTES, bytes.length))
          instanceof AuthMessage.Challenge;
    } catch (AuthException e) {
      return false;
    }
  }
}
