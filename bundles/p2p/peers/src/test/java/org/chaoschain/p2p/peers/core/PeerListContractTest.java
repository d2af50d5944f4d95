// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.proto.v1.PeersRequest;
import org.chaoschain.proto.v1.PeersResponse;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;

class PeerListContractTest extends StreamProtocolContract {
  private Fixture fixture;

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    fixture = new Fixture(from);
    return fixture.peers;
  }

  @AfterEach
  void close() {
    fixture.peers.close();
  }

  @Override
  protected byte[] request() {
    return ByteBufUtil.getBytes(
        FrameDecoder.encode(PeersRequest.newBuilder().setLimit(7).build().toByteArray()));
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    List<byte[]> frames = new ArrayList<>();
    try {
      new FrameDecoder("test", new RecordedMetrics().limit("test", 300_000, "bytes"))
          .decode(
              Unpooled.wrappedBuffer(bytes),
              frame -> {
                frames.add(ByteBufUtil.getBytes(frame));
                frame.release();
              });
      return frames.size() == 1
          && PeersResponse.parseFrom(frames.get(0)).getPeerRecordsCount() == 1;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    } catch (Exception e) {
      return false;
    }
  }
}
