// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectCancel;
import org.chaoschain.proto.v1.DirectRequest;

/**
 * One stream of direct messages, receiving. Requests without answer are bounded: beyond that, or
 * while answers do not get out or the peer fills a queue, the stream is not read. Everything
 * happens in the stream's executor.
 */
final class DirectReceiver implements DuplexHandler {
  private final Stream stream;
  private final DeliveryEnvironment environment;
  private final DirectSettings settings;
  private final Inbox inbox;
  private final String peer;
  private final PeerReading reading;
  private final Cancellable readingChanges;
  private final FrameDecoder decoder;
  private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
  private final Queue<DirectAck> answers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean answering = new AtomicBoolean();
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
    this.reading = inbox.reading();
    this.readingChanges = reading.onChange(peer, this::serveLater);
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
    readingChanges.cancel();
    decoder.release();
    frames.forEach(ByteBuf::release);
    frames.clear();
  }

  private void serveLater() {
    try {
      stream.executor().run(this::serve);
    } catch (RejectedExecutionException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    }
  }

  /** Whether more may be taken from the peer now. */
  private boolean mayTake() {
    return pending < settings.maxPending() && stream.writable() && !reading.paused(peer);
  }

  private void serve() {
    while (!closed && mayTake() && !frames.isEmpty()) {
      take(frames.removeFirst());
    }
    if (closed) {
      return;
    }
    stream.reading(frames.isEmpty() && mayTake());
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
    switch (request.getRequestCase()) {
      case ENVELOPE -> takeEnvelope(Bytes.wrap(request.getEnvelope().toByteArray()));
      case CANCEL -> cancel(request.getCancel());
      default ->
          answerLater(
              Acks.of(
                  Bytes.EMPTY,
                  new Refused(
                      Refusal.UNSUPPORTED,
                      "the request is none that is known here (envelope, cancel)",
                      true)));
    }
  }

  private void takeEnvelope(Bytes wire) {
    Bytes digest = sha256(wire);
    Arrival arrival = inbox.receive(wire, new Origin.Direct(peer));
    Patience.await(
        arrival,
        settings.ackPatience(),
        environment.scheduler(),
        outcome -> answerLater(digest, outcome));
  }

  private void cancel(DirectCancel cancel) {
    Bytes digest = Bytes.wrap(cancel.getDigest().toByteArray());
    InboxKey key;
    try {
      key =
          InboxKey.of(
              Instant.ofEpochSecond(
                  cancel.getExpiresAt().getSeconds(), cancel.getExpiresAt().getNanos()),
              digest);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      fail(CloseReason.protocolError("a cancel of %s: %s".formatted(peer, e.getMessage())));
      return;
    }
    inbox
        .keeper()
        .cancel(
            key,
            told -> answerLater(Acks.of(digest, told)),
            refused -> answerLater(Acks.ofCancel(digest, refused)));
  }

  private void answerLater(Bytes digest, Outcome outcome) {
    if (outcome instanceof Refused refused) {
      Answerable.of(refused).ifPresent(offence -> report(offence, refused.reason()));
    }
    if (outcome instanceof Taken) {
      inbox.keeper().promised(digest);
    }
    answerLater(Acks.of(digest, outcome));
  }

  /** With all that are ready by then: they share what a write costs, and a frame below. */
  private void answerLater(DirectAck ack) {
    answers.add(ack);
    if (answering.compareAndSet(false, true)) {
      later(this::answer);
    }
  }

  private void later(Runnable task) {
    try {
      stream.executor().run(task);
    } catch (RejectedExecutionException e) {
      stream.reset(CloseReason.limit(e.getMessage()));
    }
  }

  private void answer() {
    answering.set(false);
    List<ByteBuf> ready = new ArrayList<>();
    for (DirectAck ack = answers.poll(); ack != null; ack = answers.poll()) {
      pending--;
      if (!closed) {
        ready.add(FrameDecoder.encode(ack.toByteArray()));
      }
    }
    if (!ready.isEmpty()) {
      stream.write(ready.size() == 1 ? ready.get(0) : joined(ready));
      serve();
    }
  }

  private static ByteBuf joined(List<ByteBuf> parts) {
    ByteBuf all = Unpooled.buffer(parts.stream().mapToInt(ByteBuf::readableBytes).sum());
    for (ByteBuf part : parts) {
      all.writeBytes(part);
      part.release();
    }
    return all;
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
