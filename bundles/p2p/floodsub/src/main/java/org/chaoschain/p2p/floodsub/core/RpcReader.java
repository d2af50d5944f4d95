// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.libp2p.RPC;

/** Reads RPCs from a stream, and stops reading while too many of them wait to be routed. */
final class RpcReader implements DuplexHandler {
  /** Takes an RPC and says when it has been routed. */
  interface Sink {
    void received(Stream stream, RPC rpc, Runnable routed);
  }

  private final Stream stream;
  private final Sink sink;
  private final FrameDecoder decoder;
  private final Metrics metrics;
  private final long maxInbound;
  private final AtomicLong waiting = new AtomicLong();

  RpcReader(Stream stream, FloodsubConfig config, Metrics metrics, Sink sink) {
    this.stream = stream;
    this.sink = sink;
    this.metrics = metrics;
    this.maxInbound = config.maxInbound();
    this.decoder =
        new FrameDecoder(
            stream.toString(),
            metrics.limit(FloodsubConfig.KEY_PREFIX + "max.rpc", config.maxRpc(), "bytes"));
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::frame);
    } catch (LimitExceededException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      malformed(e.getMessage());
    }
  }

  private void frame(ByteBuf frame) {
    int size = frame.readableBytes();
    RPC rpc;
    try {
      rpc = RPC.parseFrom(ByteBufUtil.getBytes(frame));
    } catch (InvalidProtocolBufferException e) {
      malformed(stream + ": no RPC: " + e.getMessage());
      return;
    } finally {
      frame.release();
    }
    if (waiting.addAndGet(size) > maxInbound) {
      metrics.counter("p2p.floodsub.paused").increment();
      stream.reading(false);
    }
    sink.received(stream, rpc, () -> routed(size));
  }

  private void routed(int size) {
    long before = waiting.getAndAdd(-size);
    if (before > maxInbound && before - size <= maxInbound) {
      stream.reading(true);
    }
  }

  private void malformed(String why) {
    metrics.counter("p2p.floodsub.malformed").increment();
    stream.reset(CloseReason.protocolError(why));
  }

  @Override
  public void onReadEnd() {
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    decoder.release();
  }
}
