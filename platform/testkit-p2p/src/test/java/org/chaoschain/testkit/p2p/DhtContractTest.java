// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.kad.core.KadCodec;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.testkit.contract.StreamProtocolContract;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;

/** The serving side of the DHT as a stream protocol. */
class DhtContractTest extends StreamProtocolContract {
  private static final Bytes KEY = Bytes.fromHex("1220" + "17".repeat(32));

  private P2pNode node;

  @Override
  protected StreamProtocol newProtocol(Simulation from) {
    DhtConfig d = DhtConfig.DEFAULT;
    KadLimits.Values v = d.limits();
    KadLimits.Values generous =
        new KadLimits.Values(
            v.maxMessage(),
            v.maxKey(),
            v.maxValue(),
            v.maxPeers(),
            v.maxAddresses(),
            v.maxRecords(),
            v.maxRecordBytes(),
            v.maxProviders(),
            v.maxProvidersPerKey(),
            1_000_000,
            v.maxPublished());
    DhtConfig config =
        new DhtConfig(
            d.protocol(),
            d.mode(),
            d.localAddresses(),
            d.table(),
            d.lookup(),
            generous,
            d.searches(),
            d.times(),
            d.bootstrap());
    node =
        P2pNode.Plan.of(NodeServices.of(from), new SimNetwork(from).transport("one"), "/memory/1")
            .withDht(config)
            .start();
    return node.dht.protocol();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Override
  protected byte[] request() {
    return ByteBufUtil.getBytes(FrameDecoder.encode(KadCodec.encode(KadMessage.findNode(KEY))));
  }

  @Override
  protected boolean isAnswer(byte[] bytes) {
    List<KadMessage> answers = new ArrayList<>();
    KadLimits limits = KadLimits.of(KadLimits.Values.DEFAULT, new RecordedMetrics());
    try {
      List<byte[]> frames = new ArrayList<>();
      new FrameDecoder("test", limits.message())
          .decode(
              Unpooled.wrappedBuffer(bytes),
              frame -> {
                frames.add(ByteBufUtil.getBytes(frame));
                frame.release();
              });
      for (byte[] frame : frames) {
        answers.add(new KadCodec(limits).decode("test", frame));
      }
    } catch (Exception e) {
      return false;
    }
    return answers.equals(List.of(KadMessage.findNode(KEY)));
  }
}
