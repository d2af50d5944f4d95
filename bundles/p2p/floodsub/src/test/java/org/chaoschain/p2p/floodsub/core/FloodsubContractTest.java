// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import io.netty.buffer.ByteBufUtil;
import java.util.Map;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.proto.libp2p.RPC;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;

class FloodsubContractTest extends StreamProtocolContract {
  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    Floodsub floodsub =
        new Floodsub(
            FloodsubConfig.DEFAULT,
            Stub.of(Host.class, Map.of()),
            Stub.of(PeerStore.class, Map.of()),
            from.clock(),
            from.scheduler(),
            from.metrics());
    floodsub.onConnected(new SimConnection(from, remoteKey()));
    return floodsub;
  }

  @Override
  protected byte[] request() {
    RPC hello =
        RPC.newBuilder()
            .addSubscriptions(RPC.SubOpts.newBuilder().setTopicid("t").setSubscribe(true))
            .build();
    return ByteBufUtil.getBytes(FrameDecoder.encode(hello.toByteArray()));
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    return bytes.length == 0;
  }
}
