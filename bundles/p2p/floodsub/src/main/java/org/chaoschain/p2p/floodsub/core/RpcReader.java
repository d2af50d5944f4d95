// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.libp2p.RPC;

/**
 * Reads RPCs from a stream, and stops reading while too many of them wait to be routed. Inside the
 * stream's executor.
 */
final class RpcReader implements DuplexHandler {
  /** Takes what comes. */
  interface Sink {
    /** An RPC came; {@code routed} is run, on any thread, once it has been routed. */
    void received(Stream stream, RPC rpc, Runnable routed);

    /** Nothing more comes from the stream. */
    void ended(Stream stream);
  }

  private final Stream stream;
  private final Sink sink;
  private final FrameDecoder decoder;
  private final Metrics metrics;
  private final long maxInbound;
  private long waiting;
  private boolean paused;
  private boolean broken;

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
      broken = true;
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      malformed(e.getMessage());
    }
  }

  private void frame(ByteBuf frame) {
    int size = frame.readableBytes();
    if (broken) {
      frame.release();
      return;
    }
    RPC rpc;
    try {
      rpc = RPC.parseFrom(ByteBufUtil.getBytes(frame));
    } catch (InvalidProtocolBufferException e) {
      malformed(stream + ": no RPC: " + e.getMessage());
      return;
    } finally {
      frame.release();
    }
    waiting += size;
    if (waiting > maxInbound && !paused) {
      paused = true;
      metrics.counter("p2p.floodsub.paused").increment();
      stream.reading(false);
    }
    sink.received(stream, rpc, () -> stream.executor().execute(() -> routed(size)));
  }

  private void routed(int size) {
    waiting -= size;
    if (paused && waiting <= maxInbound) {
      paused = false;
      stream.reading(true);
    }
  }

  private void malformed(String why) {
    broken = true;
    metrics.counter("p2p.floodsub.malformed").increment();
    stream.reset(CloseReason.protocolError(why));
  }

  @Override
  public void onReadEnd() {
    if (decoder.incomplete()) {
      malformed(stream + " ended inside an RPC");
    } else {
      stream.close();
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    broken = true;
    decoder.release();
    sink.ended(stream);
  }
}
