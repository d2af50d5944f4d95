// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.security.SecurityHandshakeException;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the contract of secure channels does not say: limits, counters, frames. */
@ExtendWith(LeakCheck.class)
class NoiseChannelTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final byte[] NO_DATA = {};

  private final Simulation simulation = new Simulation();
  private final NodeIdentity alice = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  private final NodeIdentity bob = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  private final NoiseChannel ours = channel(alice, NoiseConfig.DEFAULTS);
  private final NoiseChannel theirs = channel(bob, NoiseConfig.DEFAULTS);
  private final DuplexPair pair = DuplexPair.of(simulation);

  @AfterEach
  void everythingIsReleased() {
    pair.left().reset(CloseReason.LOCAL);
    pair.right().reset(CloseReason.LOCAL);
    simulation.runFor(LONG);
    simulation.assertNoLeaks();
  }

  @Test
  void aHandshakeIsCountedOnBothSides() {
    CompletableFuture<SecureSession> far = start(theirs, pair.right(), false);
    simulation.await(start(ours, pair.left(), true), LONG);
    simulation.await(far, LONG);
    assertThat(simulation.metrics().count("noise.handshakes.completed", "role", "initiator"))
        .isEqualTo(1);
    assertThat(simulation.metrics().count("noise.handshakes.completed", "role", "responder"))
        .isEqualTo(1);
  }

  @Test
  void theChannelBindingIsTheHashOfThisHandshakeAlone() {
    CompletableFuture<SecureSession> far = start(theirs, pair.right(), false);
    SecureSession near = simulation.await(start(ours, pair.left(), true), LONG);
    assertThat(near.channelBinding().orElseThrow().size()).isEqualTo(32);
    assertThat(simulation.await(far, LONG).channelBinding()).isEqualTo(near.channelBinding());

    DuplexPair next = DuplexPair.of(simulation);
    CompletableFuture<SecureSession> farNext = start(theirs, next.right(), false);
    SecureSession nearNext = simulation.await(start(ours, next.left(), true), LONG);
    simulation.await(farNext, LONG);
    assertThat(nearNext.channelBinding()).isNotEqualTo(near.channelBinding());
    next.left().reset(CloseReason.LOCAL);
    next.right().reset(CloseReason.LOCAL);
  }

  @Test
  void theDeadlineNamesItsKey() {
    Throwable failure = simulation.awaitFailure(start(ours, pair.left(), true), LONG);
    assertThat(simulation.now()).isEqualTo(Duration.ofSeconds(10));
    assertThat(failure)
        .isInstanceOf(SecurityHandshakeException.class)
        .hasMessage(
            "noise handshake failed at message 2: the handshake took longer than 10000 ms;"
                + " the key transport.noise.handshake.timeout changes it");
    assertThat(failed("timeout")).isEqualTo(1);
  }

  @Test
  void aMessageAboveTheLimitIsRefusedByItsLengthAlone() {
    DuplexRecorder remote = DuplexRecorder.reading(pair.left());
    CompletableFuture<SecureSession> session = start(theirs, pair.right(), false);
    pair.left().write(bytes(0xff, 0xff));
    assertThat(simulation.awaitFailure(session, LONG))
        .isInstanceOf(SecurityHandshakeException.class)
        .hasMessageContaining("handshake message 1: 65439 bytes is above the limit of 8192")
        .hasMessageContaining("the key transport.noise.max.handshake.payload");
    assertThat(simulation.metrics().refusals("transport.noise.max.handshake.payload")).isEqualTo(1);
    assertThat(failed("limit")).isEqualTo(1);
    simulation.await(remote::closed, LONG);
  }

  @Test
  void failuresAreCountedByCause() {
    CompletableFuture<SecureSession> session = start(theirs, pair.right(), false);
    pair.left().write(bytes(0, 1, 7));
    assertThat(simulation.awaitFailure(session, LONG))
        .hasMessageContaining("message 1 is cut off: its ephemeral key needs 32 bytes");
    assertThat(failed("malformed")).isEqualTo(1);
  }

  @Test
  void anEndInsideAMessageSaysHowFarItWas() {
    CompletableFuture<SecureSession> session = start(theirs, pair.right(), false);
    pair.left().write(bytes(0, 32, 7));
    pair.left().closeWrite();
    assertThat(simulation.awaitFailure(session, LONG))
        .hasMessageContaining("failed at message 1: the remote ended after 1 of 32 bytes");
  }

  @Test
  void closingEndsHandshakesButNotSessions() {
    CompletableFuture<SecureSession> first = start(ours, pair.left(), true);
    CompletableFuture<SecureSession> second = start(theirs, pair.right(), false);
    Duplex near = simulation.await(first, LONG).duplex();
    Duplex far = simulation.await(second, LONG).duplex();
    DuplexPair other = DuplexPair.of(simulation);
    CompletableFuture<SecureSession> pending = start(ours, other.left(), true);
    simulation.runUntilIdle();
    ours.close();
    Throwable failure = simulation.awaitFailure(pending, LONG);
    assertThat(failure).isInstanceOf(ChannelClosedException.class);
    assertThat(((ChannelClosedException) failure).reason().kind())
        .isEqualTo(CloseReason.Kind.SHUTDOWN);
    DuplexRecorder recorder = DuplexRecorder.reading(far);
    near.write(bytes(1, 2, 3));
    simulation.await(() -> recorder.size() == 3, LONG);
    DuplexPair late = DuplexPair.of(simulation);
    assertThat(simulation.awaitFailure(start(ours, late.left(), true), LONG))
        .isInstanceOf(ChannelClosedException.class);
    assertThat(late.left().closed() && other.left().closed()).isTrue();
  }

  @Test
  void emptyMessagesAreSkipped() throws Exception {
    Keys keys = new Keys();
    DuplexRecorder recorder = secured(pair, keys);
    pair.left().write(buffer(keys.frame(new byte[0])));
    pair.left().write(buffer(keys.frame(new byte[] {9})));
    simulation.await(() -> recorder.size() == 1, LONG);
    assertThat(recorder.pieces()).isEqualTo(1);
  }

  @Test
  void aMessageShorterThanItsTagIsAProtocolError() {
    DuplexRecorder recorder = secured(pair, new Keys());
    pair.left().write(bytes(0, 15));
    simulation.await(recorder::closed, LONG);
    assertThat(recorder.closeReason())
        .isEqualTo(
            CloseReason.protocolError("a Noise transport message has at least 16 bytes, not 15"));
    assertThat(simulation.metrics().count("noise.frames.rejected", "cause", "malformed"))
        .isEqualTo(1);
  }

  @Test
  void aMessageThatCannotBeDecryptedIsCounted() {
    DuplexRecorder recorder = secured(pair, new Keys());
    pair.left().write(buffer(new byte[22]).setShort(0, 20));
    simulation.await(recorder::closed, LONG);
    assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    assertThat(simulation.metrics().count("noise.frames.rejected", "cause", "decryption"))
        .isEqualTo(1);
  }

  @Test
  void theLastNonceEndsTheConnection() {
    Keys keys = new Keys();
    NoiseDuplex duplex = duplex(pair, keys.last());
    DuplexRecorder recorder = DuplexRecorder.attached(duplex);
    duplex.write(bytes(1));
    duplex.write(bytes(2));
    simulation.await(recorder::closed, LONG);
    assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(recorder.closeReason().message()).contains("2^64-1 nonces");
  }

  @Test
  void writesFromOtherThreadsAreBounded() {
    NoiseDuplex duplex = duplex(pair, new Keys().keys());
    DuplexRecorder recorder = DuplexRecorder.attached(duplex);
    simulation.runUntilIdle();
    assertThat(duplex.write(buffer(new byte[20_000]))).isTrue();
    assertThat(duplex.write(buffer(new byte[20_000]))).isFalse();
    assertThat(duplex.write(buffer(new byte[NoiseConfig.DEFAULTS.maxPendingWrite()]))).isFalse();
    simulation.await(recorder::closed, LONG);
    assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(recorder.closeReason().message()).contains("transport.noise.max.pending.write");
    assertThat(simulation.metrics().refusals("transport.noise.max.pending.write")).isEqualTo(1);
  }

  @Test
  void whateverHappensToTheBytesOnlyWhatWasSentIsDelivered() throws Exception {
    byte[] plaintext = new byte[60];
    for (int i = 0; i < plaintext.length; i++) {
      plaintext[i] = (byte) i;
    }
    Keys sender = new Keys();
    ByteArrayOutputStream good = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      good.writeBytes(sender.frame(Arrays.copyOfRange(plaintext, i * 20, i * 20 + 20)));
    }
    List<byte[]> corpus = HandshakePayloadTest.corpus(good.toByteArray());
    assertThat(corpus.size()).isGreaterThan(1500);
    for (byte[] bad : corpus) {
      DuplexPair connection =
          DuplexPair.of(
              simulation, LinkSettings.DEFAULT.withSplitting(LinkSettings.Splitting.RANDOM));
      DuplexRecorder recorder = secured(connection, new Keys());
      connection.left().write(buffer(bad));
      connection.left().closeWrite();
      simulation.await(() -> recorder.ended() || recorder.closed(), LONG);
      int delivered = recorder.size();
      assertThat(delivered % 20).isZero();
      assertThat(recorder.bytes()).isEqualTo(Arrays.copyOf(plaintext, delivered));
      boolean wholeFrames = bad.length == delivered / 20 * (20 + 18);
      assertThat(recorder.ended()).isEqualTo(wholeFrames);
      if (!wholeFrames) {
        assertThat(recorder.closeReason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
      }
      connection.left().reset(CloseReason.LOCAL);
      connection.right().reset(CloseReason.LOCAL);
    }
  }

  @Test
  void settingsOutsideTheirRangeAreRefusedWithTheirKey() {
    assertThatThrownBy(() -> new NoiseConfig(Duration.ZERO, 8192, 32, 1 << 20))
        .hasMessage("transport.noise.handshake.timeout is more than zero, not PT0S");
    assertThatThrownBy(() -> new NoiseConfig(LONG, 65_440, 32, 1 << 20))
        .hasMessage("transport.noise.max.handshake.payload is 256 to 65439 bytes, not 65440");
    assertThatThrownBy(() -> new NoiseConfig(LONG, 8192, 0, 1 << 20))
        .hasMessage("transport.noise.max.handshake.muxers is 1 or more, not 0");
    assertThatThrownBy(() -> new NoiseConfig(LONG, 8192, 32, 1))
        .hasMessage("transport.noise.max.pending.write is 65536 bytes or more, not 1");
  }

  /** Two keys of a session, without its handshake. */
  private static final class Keys {
    private final byte[] first = new byte[32];
    private final byte[] second = new byte[32];
    private final CipherState remote;

    Keys() {
      Arrays.fill(second, (byte) 1);
      remote = CipherState.of(second.clone());
    }

    TransportKeys keys() {
      return new TransportKeys(CipherState.of(first.clone()), CipherState.of(second.clone()));
    }

    TransportKeys last() {
      return new TransportKeys(CipherState.of(first.clone(), -2), CipherState.of(second.clone()));
    }

    byte[] frame(byte[] plaintext) throws NoiseException {
      byte[] frame = new byte[2 + plaintext.length + CipherState.TAG_SIZE];
      remote.encrypt(NO_DATA, plaintext, 0, plaintext.length, frame, 2);
      frame[1] = (byte) (frame.length - 2);
      return frame;
    }
  }

  private DuplexRecorder secured(DuplexPair connection, Keys keys) {
    return DuplexRecorder.reading(duplex(connection, keys.keys()));
  }

  private NoiseDuplex duplex(DuplexPair connection, TransportKeys keys) {
    NoiseDuplex duplex =
        new NoiseDuplex(
            connection.right(),
            keys,
            Bytes.EMPTY,
            new NoiseMeters(simulation.metrics(), NoiseConfig.DEFAULTS),
            simulation.allocator());
    duplex.executor().execute(duplex::attach);
    return duplex;
  }

  private CompletableFuture<SecureSession> start(
      NoiseChannel channel, Duplex raw, boolean initiator) {
    CompletableFuture<SecureSession> session = new CompletableFuture<>();
    raw.executor()
        .execute(
            () ->
                channel
                    .secure(raw, new HandshakeRequest(initiator, Optional.empty(), List.of()))
                    .whenComplete(
                        (secured, failure) -> {
                          if (failure == null) {
                            session.complete(secured);
                          } else {
                            session.completeExceptionally(failure);
                          }
                        }));
    return session;
  }

  private NoiseChannel channel(NodeIdentity identity, NoiseConfig config) {
    return new NoiseChannel(
        identity,
        simulation.entropy(),
        simulation.scheduler(),
        simulation.metrics(),
        config,
        simulation.allocator());
  }

  private long failed(String cause) {
    return simulation.metrics().count("noise.handshakes.failed", "cause", cause);
  }

  private ByteBuf bytes(int... values) {
    ByteBuf data = simulation.allocator().buffer(values.length);
    for (int value : values) {
      data.writeByte(value);
    }
    return data;
  }

  private ByteBuf buffer(byte[] values) {
    return simulation.allocator().buffer(Math.max(1, values.length)).writeBytes(values);
  }
}
