// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;

class GossipsubContractTest extends StreamProtocolContract {
  static Gossipsub gossipsub(Simulation simulation) {
    return new Gossipsub(
        RouterNetwork.peer(9999),
        GossipConfig.DEFAULT,
        new Networks(List.of()),
        16,
        Gossipsub.Environment.of(
            Stub.of(Host.class, Map.of()),
            Stub.of(PeerStore.class, Map.of()),
            simulation.clock(),
            simulation.scheduler(),
            simulation.newRandom(),
            simulation.metrics()));
  }

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    Gossipsub gossipsub = gossipsub(from);
    gossipsub.onConnected(new SimConnection(from, remoteKey()));
    return gossipsub;
  }

  @Override
  protected byte[] request() {
    Rpc hello = Rpc.subscriptions(List.of(new Rpc.Subscription("t", true)));
    RpcCodec codec = new RpcCodec(GossipLimits.DEFAULT, new RecordedMetrics());
    return ByteBufUtil.getBytes(FrameDecoder.encode(codec.encode(hello)));
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    return bytes.length == 0;
  }
}
