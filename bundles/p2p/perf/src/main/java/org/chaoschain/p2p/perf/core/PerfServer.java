// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * Takes what a remote uploads, drops it, and sends as many bytes as the remote has asked for, as
 * libp2p's perf specification says. Who may ask, for how much, how often at once and for how long
 * is bounded, since the specification warns of what strangers can make a server do. Safe for use by
 * many threads.
 */
public final class PerfServer implements StreamProtocol {
  /** The protocol's id. */
  public static final String PROTOCOL = "/perf/1.0.0";

  private final Predicate<PeerId> allowed;
  private final PerfLimits limits;
  private final Scheduler scheduler;
  private final Limit maxStreams;
  private final Limit maxBytes;
  private final Counter strangers;
  private final Counter timeouts;
  private final Counter received;
  private final Counter sent;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Makes a server.
   *
   * @param allowed who may measure this node; key {@code p2p.perf.allow}
   */
  public PerfServer(
      Predicate<PeerId> allowed, PerfLimits limits, Scheduler scheduler, Metrics metrics) {
    this.allowed = allowed;
    this.limits = limits;
    this.scheduler = scheduler;
    this.maxStreams = metrics.limit("p2p.perf.max.streams", limits.maxStreams(), "streams");
    this.maxBytes = metrics.limit("p2p.perf.max.bytes", limits.maxBytes(), "bytes");
    this.strangers = metrics.counter("p2p.perf.strangers");
    this.timeouts = metrics.counter("p2p.perf.timeouts");
    this.received = metrics.counter("p2p.perf.received");
    this.sent = metrics.counter("p2p.perf.sent");
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return limits.maxStreams();
  }

  @Override
  public void onStream(Stream stream) {
    PeerId peer = stream.connection().remotePeer();
    if (!allowed.test(peer)) {
      strangers.increment();
      stream.reset(
          CloseReason.limit(
              "peer %s may not measure this node; the key p2p.perf.allow names who may"
                  .formatted(peer)));
      return;
    }
    int streams = open.incrementAndGet();
    if (!maxStreams.allows(streams)) {
      open.decrementAndGet();
      stream.reset(refusal(maxStreams, "perf for peer " + peer, streams));
      return;
    }
    stream.handler(new Exchange(stream));
    stream.reading(true);
  }

  private static CloseReason refusal(Limit limit, String scope, long amount) {
    return CloseReason.limit(limit.refuse(scope, amount).getMessage());
  }

  private final class Exchange implements DuplexHandler {
    private final Stream stream;
    private final Cancellable deadline;
    private int sizeBytes;
    private long asked;
    private long uploaded;
    private Zeros answer;

    Exchange(Stream stream) {
      this.stream = stream;
      this.deadline =
          scheduler.schedule(limits.timeout(), () -> stream.executor().execute(this::late));
    }

    private void late() {
      if (stream.closed()) {
        return;
      }
      timeouts.increment();
      stream.reset(
          CloseReason.timeout(
              "%s: an exchange of perf took more than %d ms; the key p2p.perf.timeout changes it"
                  .formatted(stream, limits.timeout().toMillis())));
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        while (sizeBytes < Long.BYTES && data.isReadable()) {
          asked = asked << Byte.SIZE | data.readUnsignedByte();
          sizeBytes++;
        }
        int size = data.readableBytes();
        uploaded += size;
        received.add(size);
        if (!maxBytes.allows(uploaded)) {
          stream.reset(refusal(maxBytes, "upload of " + stream, uploaded));
        }
      } finally {
        data.release();
      }
    }

    @Override
    public void onReadEnd() {
      if (sizeBytes < Long.BYTES) {
        stream.reset(
            CloseReason.protocolError(
                "%s: the request ended after %d of %d bytes"
                    .formatted(stream, sizeBytes, Long.BYTES)));
        return;
      }
      // "so is the max uint64 value": who measures for a time asks for more than it takes, and
      // resets; so what is allowed is sent before the rest is refused
      boolean whole = Long.compareUnsigned(asked, limits.maxBytes()) <= 0;
      long count = whole ? asked : limits.maxBytes();
      answer = new Zeros(stream, count, whole ? this::end : this::cut);
      answer.send();
    }

    private void end() {
      stream.close();
    }

    private void cut() {
      long amount = asked < 0 ? Long.MAX_VALUE : asked;
      stream.reset(refusal(maxBytes, "download of " + stream, amount));
    }

    @Override
    public void onWritable() {
      if (answer != null) {
        answer.send();
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      deadline.cancel();
      open.decrementAndGet();
      if (answer != null) {
        sent.add(answer.sent());
      }
    }
  }
}
