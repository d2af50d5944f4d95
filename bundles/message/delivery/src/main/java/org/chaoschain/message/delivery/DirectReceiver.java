// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.Answerable;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectRequest;

/**
 * One stream of direct messages, receiving. Requests without answer are bounded: beyond that, or
 * while answers do not get out, the stream is not read. Everything happens in the stream's
 * executor.
 */
final class DirectReceiver implements DuplexHandler {
  private final Stream stream;
  private final DeliveryEnvironment environment;
  private final DirectSettings settings;
  private final Inbox inbox;
  private final String peer;
  private final FrameDecoder decoder;
  private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
  private int pending;
  private boolean ended;
  private boolean closed;

  DirectReceiver(
      Stream stream,
      DeliveryEnvironment environment,
      DirectSettings settings,
      Inbox inbox,
      Limit maxFrame) {
    this.stream = stream;
    this.environment = environment;
    this.settings = settings;
    this.inbox = inbox;
    this.peer = stream.connection().remotePeer().toString();
    this.decoder = new FrameDecoder("direct messages from " + peer, maxFrame);
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, frames::addLast);
    } catch (LimitExceededException e) {
      report(Offence.RATE_LIMIT, e.getMessage());
      fail(CloseReason.limit(e.getMessage()));
    } catch (FrameDecoder.MalformedFrameException e) {
      fail(CloseReason.protocolError(e.getMessage()));
    }
    serve();
  }

  @Override
  public void onReadEnd() {
    ended = true;
    if (decoder.incomplete() && !closed) {
      fail(CloseReason.protocolError("the stream of " + peer + " ended inside a frame"));
    }
    serve();
  }

  @Override
  public void onWritable() {
    serve();
  }

  @Override
  public void onClosed(CloseReason reason) {
    closed = true;
    decoder.release();
    frames.forEach(ByteBuf::release);
    frames.clear();
  }

  private void serve() {
    while (!closed && pending < settings.maxPending() && stream.writable() && !frames.isEmpty()) {
      take(frames.removeFirst());
    }
    if (closed) {
      return;
    }
    stream.reading(frames.isEmpty() && pending < settings.maxPending() && stream.writable());
    if (ended && pending == 0 && frames.isEmpty()) {
      stream.close();
    }
  }

  private void take(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    DirectRequest request;
    try {
      request = DirectRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      fail(
          CloseReason.protocolError(
              "a frame of %d bytes from %s is no DirectRequest: %s"
                  .formatted(bytes.length, peer, e.getMessage())));
      return;
    }
    pending++;
    if (request.getRequestCase() != DirectRequest.RequestCase.ENVELOPE) {
      answer(
          Bytes.EMPTY,
          new Refused(
              Refusal.UNSUPPORTED, "the request is none that is known here (envelope)", true));
      return;
    }
    Bytes wire = Bytes.wrap(request.getEnvelope().toByteArray());
    answerOnce(sha256(wire), inbox.receive(wire, new Origin.Direct(peer)));
  }

  /** Waits for the handler, but not for ever: then the answer is what is known by then. */
  private void answerOnce(Bytes digest, Arrival arrival) {
    AtomicBoolean answered = new AtomicBoolean();
    Cancellable patience =
        environment
            .scheduler()
            .schedule(
                settings.ackPatience(),
                () ->
                    arrival
                        .admitted()
                        .thenAccept(
                            outcome -> {
                              if (answered.compareAndSet(false, true)) {
                                answerLater(digest, outcome);
                              }
                            }));
    arrival
        .handled()
        .thenAccept(
            outcome -> {
              if (answered.compareAndSet(false, true)) {
                patience.cancel();
                answerLater(digest, duplicateOrOutcome(arrival, outcome));
              }
            });
  }

  private static Outcome duplicateOrOutcome(Arrival arrival, Outcome outcome) {
    boolean duplicate = arrival.admitted().getNow(outcome) == Taken.DUPLICATE;
    return duplicate && !(outcome instanceof Refused) ? Taken.DUPLICATE : outcome;
  }

  private void answerLater(Bytes digest, Outcome outcome) {
    if (outcome instanceof Refused refused) {
      Answerable.of(refused).ifPresent(offence -> report(offence, refused.reason()));
    }
    try {
      stream.executor().run(() -> answer(digest, outcome));
    } catch (RejectedExecutionException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    }
  }

  private void answer(Bytes digest, Outcome outcome) {
    pending--;
    if (!closed) {
      stream.write(FrameDecoder.encode(Acks.of(digest, outcome).toByteArray()));
      serve();
    }
  }

  private void report(Offence offence, String seen) {
    environment
        .reputation()
        .get()
        .ifPresent(
            judge ->
                judge.report(
                    stream.connection().remotePeer(), offence, "a direct message: " + seen));
  }

  /** A protocol error is held against the peer by the host, which resets the stream. */
  private void fail(CloseReason reason) {
    environment.metrics().counter("message.delivery.direct.malformed").increment();
    frames.forEach(ByteBuf::release);
    frames.clear();
    closed = true;
    stream.reset(reason);
  }

  private static Bytes sha256(Bytes data) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      data.update(sha256);
      return Bytes.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
