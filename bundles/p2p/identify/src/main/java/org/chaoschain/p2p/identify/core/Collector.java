// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Reads the messages of one identification until the remote ends its side, within limits and before
 * a deadline.
 */
final class Collector implements DuplexHandler {
  private final Stream stream;
  private final Consumer<Identification> whole;
  private final FrameDecoder decoder;
  private final Limit maxMessage;
  private final Limit maxParts;
  private final Metrics metrics;
  private final Cancellable deadline;
  private final List<byte[]> parts = new ArrayList<>();
  private long size;
  private boolean done;

  private Collector(
      Stream stream,
      IdentifyConfig config,
      Scheduler scheduler,
      Metrics metrics,
      Consumer<Identification> whole) {
    this.stream = stream;
    this.whole = whole;
    this.metrics = metrics;
    String prefix = IdentifyConfig.KEY_PREFIX;
    this.maxMessage = metrics.limit(prefix + "max.message", config.maxMessage(), "bytes");
    this.decoder = new FrameDecoder(stream.toString(), maxMessage);
    this.maxParts = metrics.limit(prefix + "max.parts", config.maxParts(), "messages");
    this.deadline =
        scheduler.schedule(
            config.timeout(),
            () ->
                stream.reset(
                    CloseReason.timeout(
                        "%s took longer than %d ms; the key %stimeout changes it"
                            .formatted(stream, config.timeout().toMillis(), prefix))));
  }

  static void read(
      Stream stream,
      IdentifyConfig config,
      Scheduler scheduler,
      Metrics metrics,
      Consumer<Identification> whole) {
    stream.handler(new Collector(stream, config, scheduler, metrics, whole));
    stream.reading(true);
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::part);
      if (parts.size() > maxParts.value()) {
        throw maxParts.refuse(stream.toString(), parts.size());
      }
      maxMessage.check(stream + ", its messages together", size);
    } catch (LimitExceededException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      malformed(e.getMessage());
    }
  }

  private void part(ByteBuf frame) {
    size += frame.readableBytes();
    if (maxParts.allows(parts.size()) && maxMessage.allows(size)) {
      parts.add(ByteBufUtil.getBytes(frame));
    }
    frame.release();
  }

  @Override
  public void onReadEnd() {
    finish();
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    if (reason.orderly()) {
      finish();
    }
    done = true;
    deadline.cancel();
    decoder.release();
  }

  private void finish() {
    if (done) {
      return;
    }
    done = true;
    if (parts.isEmpty() || decoder.incomplete()) {
      malformed(stream + " ended " + (parts.isEmpty() ? "without" : "inside") + " a message");
      return;
    }
    try {
      whole.accept(Identification.decode(parts));
    } catch (Identification.MalformedIdentificationException e) {
      malformed(e.getMessage());
    }
  }

  private void malformed(String why) {
    metrics.counter("p2p.identify.malformed").increment();
    stream.reset(CloseReason.protocolError(why));
  }
}
