// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Cuts a stream into RPCs, and stops reading while too many of them wait to be routed. They wait as
 * bytes: a few bytes can become an object of many times their size, so that each is parsed only
 * when its turn has come. Inside the stream's executor.
 */
public final class RpcReader implements DuplexHandler {
  /** Takes what comes. */
  public interface Sink {
    /** RPCs came; {@code routed} is run, on any thread, once they have been routed. */
    void received(Stream stream, List<byte[]> rpcs, Runnable routed);

    /** Whether nothing more is to be read of a stream until what came last has been routed. */
    default boolean slow(Stream stream) {
      return false;
    }

    /** Nothing more comes from the stream. */
    void ended(Stream stream);
  }

  /** What a small frame takes up beside its bytes. */
  static final int FRAME_OVERHEAD = 32;

  private final Stream stream;
  private final Sink sink;
  private final FrameDecoder decoder;
  private final StreamLimits limits;
  private List<byte[]> frames = new ArrayList<>();
  private long waiting;
  private boolean paused;

  /** Makes a reader of one stream. */
  public RpcReader(Stream stream, StreamLimits limits, Sink sink) {
    this.stream = stream;
    this.sink = sink;
    this.limits = limits;
    this.decoder = new FrameDecoder(stream.toString(), limits.maxRpc());
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
    boolean slow = sink.slow(stream);
    if ((slow || waiting > limits.maxInbound()) && !paused) {
      paused = true;
      limits.counter(slow ? "slowed" : "paused").increment();
      stream.reading(false);
    }
    sink.received(stream, rpcs, () -> stream.executor().execute(() -> routed(cost)));
  }

  private void routed(long size) {
    waiting -= size;
    if (paused && waiting <= limits.maxInbound()) {
      paused = false;
      stream.reading(true);
    }
  }

  private void malformed(String why) {
    limits.counter("malformed").increment();
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
