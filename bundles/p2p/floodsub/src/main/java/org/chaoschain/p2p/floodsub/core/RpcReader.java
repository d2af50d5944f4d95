// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Cuts a stream into RPCs, and stops reading while too many of them wait to be routed. They wait as
 * bytes: a few bytes can become an object of many times their size, so that each is parsed only
 * when its turn has come. Inside the stream's executor.
 */
final class RpcReader implements DuplexHandler {
  /** Takes what comes. */
  interface Sink {
    /** RPCs came; {@code routed} is run, on any thread, once they have been routed. */
    void received(Stream stream, List<byte[]> rpcs, Runnable routed);

    /** Nothing more comes from the stream. */
    void ended(Stream stream);
  }

  /** What a small frame takes up beside its bytes. */
  private static final int FRAME_OVERHEAD = 32;

  private final Stream stream;
  private final Sink sink;
  private final FrameDecoder decoder;
  private final Metrics metrics;
  private final long maxInbound;
  private List<byte[]> frames = new ArrayList<>();
  private long waiting;
  private boolean paused;

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
      hand();
    } catch (LimitExceededException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      malformed(e.getMessage());
    }
  }

  /** An empty RPC says nothing. */
  private void frame(ByteBuf frame) {
    if (frame.isReadable()) {
      frames.add(ByteBufUtil.getBytes(frame));
    }
    frame.release();
  }

  private void hand() {
    if (frames.isEmpty()) {
      return;
    }
    List<byte[]> rpcs = frames;
    frames = new ArrayList<>();
    long size = 0;
    for (byte[] rpc : rpcs) {
      size += rpc.length + FRAME_OVERHEAD;
    }
    long cost = size;
    waiting += cost;
    if (waiting > maxInbound && !paused) {
      paused = true;
      metrics.counter("p2p.floodsub.paused").increment();
      stream.reading(false);
    }
    sink.received(stream, rpcs, () -> stream.executor().execute(() -> routed(cost)));
  }

  private void routed(long size) {
    waiting -= size;
    if (paused && waiting <= maxInbound) {
      paused = false;
      stream.reading(true);
    }
  }

  private void malformed(String why) {
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
    decoder.release();
    sink.ended(stream);
  }
}
