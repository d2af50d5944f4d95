// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Reads the one frame that the other side sends on a stream, within a limit and before a deadline.
 */
final class Exchange implements DuplexHandler {
  private final Stream stream;
  private final FrameDecoder decoder;
  private final Cancellable deadline;
  private final CompletableFuture<byte[]> frame = new CompletableFuture<>();
  private boolean received;

  private Exchange(Stream stream, Limit maxFrame, Duration timeout, Scheduler scheduler) {
    this.stream = stream;
    this.decoder = new FrameDecoder(stream.toString(), maxFrame);
    this.deadline =
        scheduler.schedule(
            timeout,
            () ->
                stream.reset(
                    CloseReason.timeout(
                        "%s took longer than %d ms; the key %stimeout changes it"
                            .formatted(stream, timeout.toMillis(), PeersConfig.KEY_PREFIX))));
  }

  /** The frame; fails with {@link org.chaoschain.p2p.api.channel.ChannelClosedException}. */
  static CompletionStage<byte[]> read(
      Stream stream, Limit maxFrame, Duration timeout, Scheduler scheduler) {
    Exchange exchange = new Exchange(stream, maxFrame, timeout, scheduler);
    stream.handler(exchange);
    stream.reading(true);
    return exchange.frame;
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::whole);
    } catch (LimitExceededException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      stream.reset(CloseReason.protocolError(e.getMessage()));
    }
  }

  private void whole(ByteBuf data) {
    byte[] bytes = ByteBufUtil.getBytes(data);
    data.release();
    if (received) {
      stream.reset(CloseReason.protocolError(stream + ": a second frame where one belongs"));
      return;
    }
    received = true;
    frame.complete(bytes);
  }

  @Override
  public void onReadEnd() {
    if (!received) {
      stream.reset(
          decoder.incomplete()
              ? CloseReason.protocolError(stream + " ended inside its frame")
              : new CloseReason(CloseReason.Kind.REMOTE, stream + " ended before its frame"));
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    deadline.cancel();
    decoder.release();
    frame.completeExceptionally(reason.toException());
  }
}
