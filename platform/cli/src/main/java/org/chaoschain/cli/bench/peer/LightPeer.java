// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectRequest;

/**
 * A peer of its own identity and connection that sends direct messages on one stream, as fast as
 * the node reads it; what the node does not read waits here, and no more than so many messages. All
 * happens in the executor of its stream.
 */
final class LightPeer implements DuplexHandler {
  private static final String PROTOCOL = "/chaoschain/agent/1.0.0";
  private static final int MAX_ACK = 1_024;

  /**
   * A message that is due.
   *
   * @param servedBefore the bytes that the node had served by then
   */
  record Letter(String source, Bytes wire, long dueNanos, long servedBefore) {}

  private final Stream stream;
  private final Tallies tallies;
  private final int maxWaiting;
  private final FrameDecoder decoder;
  private final Queue<Letter> waiting = new ArrayDeque<>();
  private final Map<ByteString, Letter> unanswered = new HashMap<>();
  private final AtomicInteger load = new AtomicInteger();

  private LightPeer(Stream stream, BenchNode.Shared shared, Tallies tallies, int maxWaiting) {
    this.stream = stream;
    this.tallies = tallies;
    this.maxWaiting = maxWaiting;
    this.decoder =
        new FrameDecoder(
            stream.toString(), shared.metrics.limit("bench.ack.max", MAX_ACK, "bytes"));
  }

  /**
   * Opens the stream.
   *
   * @param tallies where is counted what becomes of its messages
   * @param maxWaiting messages that it holds, sent and unsent
   */
  static CompletionStage<LightPeer> open(
      Connection connection, BenchNode.Shared shared, Tallies tallies, int maxWaiting) {
    return connection
        .newStream(List.of(PROTOCOL))
        .thenApply(
            stream -> {
              LightPeer peer = new LightPeer(stream, shared, tallies, maxWaiting);
              stream.handler(peer);
              stream.reading(true);
              return peer;
            });
  }

  /** Whether it can take one more message. */
  boolean takes() {
    return load.get() < maxWaiting && !stream.closed();
  }

  /** Takes a message. */
  void post(Letter letter) {
    load.incrementAndGet();
    stream
        .executor()
        .run(
            () -> {
              waiting.add(letter);
              pump();
            });
  }

  /** Gives up what waits here and was not sent. */
  void giveUp() {
    stream
        .executor()
        .run(
            () -> {
              load.addAndGet(-waiting.size());
              waiting.clear();
            });
  }

  private void pump() {
    while (!waiting.isEmpty() && stream.writable()) {
      Letter letter = waiting.remove();
      unanswered.put(digest(letter.wire()), letter);
      tallies.sent(letter.source());
      ByteString envelope = ByteString.copyFrom(letter.wire().toByteBuffer());
      stream.write(
          FrameDecoder.encode(
              DirectRequest.newBuilder().setEnvelope(envelope).build().toByteArray()));
    }
  }

  @Override
  public void onRead(ByteBuf data) {
    try {
      decoder.decode(data, this::read);
    } catch (LimitExceededException | FrameDecoder.MalformedFrameException e) {
      stream.reset(CloseReason.protocolError(e.getMessage()));
    }
  }

  private void read(ByteBuf frame) {
    try {
      DirectAck ack = DirectAck.parseFrom(frame.nioBuffer());
      Letter letter = unanswered.remove(ack.getDigest());
      if (letter != null) {
        load.decrementAndGet();
        boolean refused = ack.getStatus() == DirectAck.Status.STATUS_REFUSED;
        String refusal = refused ? ack.getRefusal().getCode().name() : "";
        long nanos = System.nanoTime() - letter.dueNanos();
        tallies.answered(
            letter.source(), letter.wire().size(), refusal, nanos, letter.servedBefore());
      }
    } catch (InvalidProtocolBufferException e) {
      stream.reset(CloseReason.protocolError(e.getMessage()));
    } finally {
      frame.release();
    }
  }

  @Override
  public void onWritable() {
    pump();
  }

  @Override
  public void onClosed(CloseReason reason) {
    decoder.release();
  }

  /** Whether the node has ended the stream. */
  boolean closed() {
    return stream.closed();
  }

  private static ByteString digest(Bytes wire) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      wire.update(sha256);
      return ByteString.copyFrom(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
