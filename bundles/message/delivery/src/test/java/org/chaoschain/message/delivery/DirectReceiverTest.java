// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.Conversations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectRefusal;
import org.chaoschain.proto.v1.DirectRequest;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The receiving side of a stream of direct messages, and what it does with bad bytes. */
class DirectReceiverTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final PeerId PEER =
      PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Node.agent(7).publicKey()));

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final TextType type = new TextType("agent");
  private final Noted reputation = new Noted();
  private final AtomicInteger writes = new AtomicInteger();

  DirectReceiverTest() {
    node.delivery.addType(type, 0, 1);
    node.mailboxes.put(BOB.agent(), new ArrayList<>());
  }

  /** The sender's end: what it was answered, and why it ended. */
  private final class Sender implements DuplexHandler {
    private final Duplex duplex;
    private final FrameDecoder decoder;
    private final List<DirectAck> acks = new ArrayList<>();
    private Optional<CloseReason> closed = Optional.empty();

    Sender() {
      DuplexPair pair = DuplexPair.of(simulation);
      this.duplex = pair.left();
      Limit limit = simulation.metrics().limit("test", 1024, "bytes");
      this.decoder = new FrameDecoder("acks", limit);
      DirectProtocol protocol =
          new DirectProtocol(environment(), DirectSettings.DEFAULT, node.delivery.inbox());
      duplex
          .executor()
          .execute(
              () -> {
                duplex.handler(this);
                duplex.reading(true);
              });
      pair.right()
          .executor()
          .execute(() -> protocol.onStream(new PlainStream(pair.right(), writes)));
      simulation.runUntilIdle();
    }

    void write(byte[] bytes) {
      duplex.write(Unpooled.copiedBuffer(bytes));
    }

    void send(Bytes envelope) {
      DirectRequest request =
          DirectRequest.newBuilder()
              .setEnvelope(ByteString.copyFrom(envelope.toByteBuffer()))
              .build();
      duplex.write(FrameDecoder.encode(request.toByteArray()));
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        decoder.decode(
            data,
            frame -> {
              try {
                acks.add(DirectAck.parseFrom(frame.nioBuffer()));
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              } finally {
                frame.release();
              }
            });
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      decoder.release();
      closed = Optional.of(reason);
    }
  }

  private DeliveryEnvironment environment() {
    return new DeliveryEnvironment(
        Node.CHAIN,
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        Optional::empty,
        Optional::empty,
        () -> Optional.of(reputation),
        new Conversations(Conversations.Settings.DEFAULT, simulation.metrics()));
  }

  /** Notes what is held against whom. */
  private static final class Noted implements Reputation {
    final List<Offence> offences = new ArrayList<>();
    final List<PeerId> peers = new ArrayList<>();

    @Override
    public void report(PeerId peer, Offence offence, String seen) {
      peers.add(peer);
      offences.add(offence);
    }

    @Override
    public double score(PeerId peer) {
      return 0;
    }

    @Override
    public boolean banned(PeerId peer) {
      return false;
    }
  }

  @AfterEach
  void nothing_leaks() {
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  @Test
  void each_request_is_answered_by_the_digest_of_its_envelope() {
    Sender sender = new Sender();
    Bytes good = node.status(ADA, BOB.agent(), "hello").wire();
    Bytes stranger = node.status(ADA, Node.agent(9).agent(), "who").wire();
    sender.send(good);
    sender.send(stranger);
    sender.send(good);
    simulation.await(() -> sender.acks.size() == 3, SOON);
    assertThat(sender.acks.stream().map(DirectAck::getStatus))
        .containsExactlyInAnyOrder(
            DirectAck.Status.STATUS_ACCEPTED,
            DirectAck.Status.STATUS_DUPLICATE,
            DirectAck.Status.STATUS_REFUSED);
    DirectAck refused =
        sender.acks.stream().filter(DirectAck::hasRefusal).findFirst().orElseThrow();
    assertThat(refused.getDigest().toByteArray()).isEqualTo(sha256(stranger));
    assertThat(refused.getRefusal().getCode()).isEqualTo(DirectRefusal.Code.CODE_UNKNOWN_AGENT);
    assertThat(refused.getRefusal().getRetryable()).isTrue();
    assertThat(type.handled).containsExactly("hello");
    sender.duplex.close();
  }

  @Test
  void an_empty_request_is_answered_as_unsupported() {
    Sender sender = new Sender();
    sender.write(new byte[] {0});
    simulation.await(() -> sender.acks.size() == 1, SOON);
    assertThat(sender.acks.get(0).getRefusal().getCode())
        .isEqualTo(DirectRefusal.Code.CODE_UNSUPPORTED);
    assertThat(sender.acks.get(0).getDigest().isEmpty()).isTrue();
    sender.duplex.close();
  }

  @Test
  void more_requests_than_may_be_pending_wait_and_all_are_answered() {
    Sender sender = new Sender();
    for (int i = 0; i < 200; i++) {
      sender.send(node.status(ADA, BOB.agent(), "n" + i).wire());
    }
    simulation.await(() -> sender.acks.size() == 200, SOON);
    assertThat(type.handled).hasSize(200);
    assertThat(type.handled.get(199)).isEqualTo("n199");
    assertThat(writes.get()).as("answers that are ready together leave together").isLessThan(150);
    sender.duplex.close();
  }

  @Test
  void a_frame_beyond_the_limit_ends_the_stream() {
    Sender sender = new Sender();
    sender.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f});
    simulation.await(() -> sender.closed.isPresent(), SOON);
    assertThat(simulation.metrics().refusals("message.delivery.max.wire.bytes")).isEqualTo(1);
    assertThat(simulation.metrics().count("message.delivery.direct.malformed")).isEqualTo(1);
  }

  @Test
  void what_the_peer_is_answerable_for_is_held_against_it_once() {
    Sender sender = new Sender();
    byte[] tampered = node.status(ADA, BOB.agent(), "hello").wire().toArray();
    tampered[tampered.length - 40] ^= 1; // in the signature, the last field
    sender.send(Bytes.wrap(tampered));
    simulation.await(() -> sender.acks.size() == 1, SOON);
    assertThat(reputation.offences).containsExactly(Offence.BAD_SIGNATURE);

    sender.send(Bytes.copyOf((byte) 1, (byte) 2, (byte) 3));
    simulation.await(() -> sender.acks.size() == 2, SOON);
    assertThat(reputation.offences).endsWith(Offence.PROTOCOL_ERROR).hasSize(2);

    sender.send(node.status(ADA, "said to all").wire());
    simulation.await(() -> sender.acks.size() == 3, SOON);
    assertThat(reputation.offences).endsWith(Offence.INVALID_MESSAGE).hasSize(3);

    sender.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f});
    simulation.await(() -> sender.closed.isPresent(), SOON);
    assertThat(reputation.offences).endsWith(Offence.RATE_LIMIT).hasSize(4);
    assertThat(reputation.peers).containsOnly(PEER);
  }

  @Test
  void what_honest_peers_do_too_is_held_against_nobody() {
    Bytes late = node.status(ADA, BOB.agent(), "late").wire();
    simulation.runFor(Duration.ofMinutes(2));
    Sender sender = new Sender();
    Bytes good = node.status(ADA, BOB.agent(), "hello").wire();
    sender.send(good);
    sender.send(good);
    sender.send(node.status(ADA, Node.agent(9).agent(), "to nobody here").wire());
    sender.send(late);
    sender.write(new byte[] {0}); // a request of a kind that is not known yet
    simulation.await(() -> sender.acks.size() == 5, SOON);
    assertThat(sender.acks.stream().filter(DirectAck::hasRefusal)).hasSize(3);
    assertThat(reputation.offences).isEmpty();
    sender.duplex.close();
  }

  @Test
  void a_stream_that_ends_inside_a_frame_is_reset() {
    Sender sender = new Sender();
    sender.write(new byte[] {5, 1, 2});
    sender.duplex.closeWrite();
    simulation.await(() -> sender.closed.isPresent(), SOON);
    assertThat(sender.closed.get().orderly()).isFalse();
    assertThat(simulation.metrics().count("message.delivery.direct.malformed")).isEqualTo(1);
  }

  @Test
  void a_thousand_streams_of_bad_bytes_end_or_are_answered_and_nothing_is_handled() {
    RandomGenerator random = simulation.random();
    Bytes good = node.status(ADA, BOB.agent(), "hello").wire();
    for (int i = 0; i < 1000; i++) {
      Sender sender = new Sender();
      byte[] bytes = frame(good);
      switch (i % 4) {
        case 0 -> random.nextBytes(bytes);
        case 1 -> bytes[3 + random.nextInt(bytes.length - 3)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
        default -> {
          for (int at = 0; at < 10; at++) {
            bytes[random.nextInt(bytes.length)] = (byte) 0xff;
          }
        }
      }
      sender.write(bytes);
      sender.duplex.closeWrite();
      simulation.runFor(Duration.ofSeconds(5));
      assertThat(sender.acks)
          .describedAs(simulation.describe("case " + i))
          .allMatch(ack -> ack.getStatus() == DirectAck.Status.STATUS_REFUSED);
      sender.duplex.reset(CloseReason.LOCAL);
      simulation.runUntilIdle();
    }
    assertThat(type.handled).isEmpty();
  }

  private static byte[] frame(Bytes envelope) {
    ByteBuf frame =
        FrameDecoder.encode(
            DirectRequest.newBuilder()
                .setEnvelope(ByteString.copyFrom(envelope.toByteBuffer()))
                .build()
                .toByteArray());
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    return bytes;
  }

  private static byte[] sha256(Bytes data) {
    try {
      java.security.MessageDigest digest = java.security.MessageDigest.getInstance("SHA-256");
      data.update(digest);
      return digest.digest();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A stream that is a connection of its own. */
  private record PlainStream(Duplex duplex, AtomicInteger writes) implements Stream {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String protocol() {
      return DirectProtocol.ID;
    }

    @Override
    public Connection connection() {
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("remotePeer")) {
                  return PEER;
                }
                throw new UnsupportedOperationException(method.getName());
              });
    }

    @Override
    public boolean initiator() {
      return false;
    }

    @Override
    public SerialExecutor executor() {
      return duplex.executor();
    }

    @Override
    public void handler(DuplexHandler handler) {
      duplex.handler(handler);
    }

    @Override
    public void reading(boolean on) {
      duplex.reading(on);
    }

    @Override
    public void unread(ByteBuf data) {
      duplex.unread(data);
    }

    @Override
    public boolean write(ByteBuf data) {
      writes.incrementAndGet();
      return duplex.write(data);
    }

    @Override
    public boolean writable() {
      return duplex.writable();
    }

    @Override
    public void closeWrite() {
      duplex.closeWrite();
    }

    @Override
    public void close() {
      duplex.close();
    }

    @Override
    public void reset(CloseReason reason) {
      duplex.reset(reason);
    }

    @Override
    public boolean closed() {
      return duplex.closed();
    }
  }
}
