// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;

class IdentifyContractTest extends StreamProtocolContract {
  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    return new Fixture(from).protocol;
  }

  @Override
  protected byte[] request() {
    return new byte[0];
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    List<byte[]> messages = new ArrayList<>();
    try {
      new FrameDecoder("test", new RecordedMetrics().limit("test", 100_000, "bytes"))
          .decode(
              Unpooled.wrappedBuffer(bytes),
              frame -> {
                messages.add(ByteBufUtil.getBytes(frame));
                frame.release();
              });
      return !messages.isEmpty()
          && Identification.decode(messages).protocols().equals(List.of("/own/1"));
    } catch (Exception e) {
      return false;
    }
  }
}
