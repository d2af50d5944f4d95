// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.DirectProtocol;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectRequest;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;

/**
 * A peer with a P2P layer of its own that sends direct messages on one stream as fast as it is
 * read, without any scheduler; what is not read waits here, and no more than so many messages.
 */
final class LightPeer implements DuplexHandler, AutoCloseable {
  private static final int MAX_WAITING = 256;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation;
  private final P2pNode node;
  private final Stream stream;
  private final FrameDecoder decoder;
  private final Queue<Letter> waiting = new ArrayDeque<>();
  private final Map<ByteString, Letter> unanswered = new HashMap<>();

  /** A message that is due, and where its end is counted. */
  record Letter(SignedMessage message, Tally tally, long dueNanos) {}

  LightPeer(Simulation simulation, SimNetwork network, String name, AddressInfo target) {
    this.simulation = simulation;
    P2pNode.Plan plan =
        P2pNode.Plan.of(NodeServices.of(simulation), network.transport(name), "/memory/" + name);
    HostConfig alone = plan.host().withTargetPeers(1);
    this.node = plan.withHost(alone).start();
    simulation.await(node.host.connect(target), SOON);
    this.stream =
        simulation.await(node.host.newStream(target.peer(), List.of(DirectProtocol.ID)), SOON);
    this.decoder =
        new FrameDecoder(
            "acks of " + name, simulation.metrics().limit("test.ack.max", 1_024, "bytes"));
    stream.handler(this);
    stream.reading(true);
  }

  /** Whether it takes one more message. */
  boolean takes() {
    return waiting.size() + unanswered.size() < MAX_WAITING && !stream.closed();
  }

  void post(Letter letter) {
    letter.tally().open++;
    waiting.add(letter);
    pump();
  }

  private void pump() {
    while (!waiting.isEmpty() && stream.writable()) {
      Letter letter = waiting.remove();
      Bytes digest = letter.message().digest();
      unanswered.put(ByteString.copyFrom(digest.toByteBuffer()), letter);
      ByteString envelope = ByteString.copyFrom(letter.message().wire().toByteBuffer());
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
      throw new AssertionError(e);
    }
  }

  private void read(ByteBuf frame) {
    try {
      DirectAck ack = DirectAck.parseFrom(frame.nioBuffer());
      Letter letter = unanswered.remove(ack.getDigest());
      if (ack.getStatus() == DirectAck.Status.STATUS_REFUSED) {
        letter.tally().open--;
      } else {
        long took = simulation.now().toNanos() - letter.dueNanos();
        letter.tally().accepted(letter.message().wire().size(), took);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
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

  @Override
  public void close() {
    node.close();
  }
}
