// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Yamux on a simulated connection: what the contract of all muxers does not know of. */
@ExtendWith(LeakCheck.class)
class YamuxMuxerTest {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final int INITIAL = 262_144;

  private final Simulation simulation = new Simulation();
  private DuplexPair pair;
  private Side left;
  private Side right;

  private static final class Side implements MuxedConnectionHandler {
    final List<MuxedStream> streams = new ArrayList<>();
    CloseReason closed;
    MuxedConnection connection;

    @Override
    public void onStream(MuxedStream stream) {
      streams.add(stream);
    }

    @Override
    public void onClosed(CloseReason reason) {
      closed = reason;
    }
  }

  private void connect(LinkSettings link, YamuxConfig leftConfig, YamuxConfig rightConfig) {
    pair = DuplexPair.of(simulation, link);
    left = mux(pair.left(), true, leftConfig);
    right = mux(pair.right(), false, rightConfig);
    simulation.runUntilIdle();
  }

  private Side mux(Duplex duplex, boolean initiator, YamuxConfig config) {
    Side side = new Side();
    YamuxMuxer muxer =
        new YamuxMuxer(
            simulation.scheduler(),
            simulation.clock(),
            simulation.metrics(),
            config,
            simulation.allocator());
    duplex.executor().execute(() -> side.connection = muxer.mux(duplex, initiator, side));
    return side;
  }

  @AfterEach
  void nothingIsHeld() {
    pair.cut();
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  @Test
  void theRemoteIsNotToBlameForBytesThatAreNotAuthenticBelow() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    inside(
        pair.right(),
        () -> pair.right().reset(CloseReason.protocolError("a frame cannot be decrypted")));
    assertThat(right.closed.kind()).isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    assertThat(right.closed.message()).contains("a frame cannot be decrypted");
  }

  private MuxedStream open() {
    return simulation.await(left.connection.openStream(), DEADLINE);
  }

  private MuxedStream accepted(int index) {
    simulation.await(() -> right.streams.size() > index, DEADLINE);
    return right.streams.get(index);
  }

  private void inside(Duplex duplex, Runnable task) {
    duplex.executor().execute(task);
    simulation.runUntilIdle();
  }

  /** Writes random bytes as long as the stream welcomes more. */
  private static final class Pusher implements DuplexHandler {
    final MessageDigest digest = sha256();
    private final MuxedStream stream;
    private final SplittableRandom random = new SplittableRandom(1);
    private final long total;
    long written;

    Pusher(MuxedStream stream, long total) {
      this.stream = stream;
      this.total = total;
    }

    void push() {
      while (written < total && stream.writable()) {
        byte[] piece = new byte[(int) Math.min(total - written, 1 + random.nextInt(30_000))];
        random.nextBytes(piece);
        digest.update(piece);
        written += piece.length;
        stream.write(Unpooled.wrappedBuffer(piece));
      }
      if (written == total) {
        stream.closeWrite();
      }
    }

    @Override
    public void onRead(ByteBuf data) {
      data.release();
    }

    @Override
    public void onWritable() {
      push();
    }
  }

  /** Digests what it reads. */
  private static final class Digester implements DuplexHandler {
    final MessageDigest digest = sha256();
    long read;
    boolean ended;

    @Override
    public void onRead(ByteBuf data) {
      read += data.readableBytes();
      digest.update(data.nioBuffer());
      data.release();
    }

    @Override
    public void onReadEnd() {
      ended = true;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many bytes of buffers are held on both sides and in between. */
  private long held() {
    var metric = ((UnpooledByteBufAllocator) simulation.allocator()).metric();
    return metric.usedHeapMemory() + metric.usedDirectMemory();
  }

  @Test
  void fiftyMegabytesIntoAStreamThatNobodyReadsWaitWithinTheLimitsAndArriveLater() {
    connect(
        LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)),
        YamuxConfig.DEFAULT,
        YamuxConfig.DEFAULT);
    long total = 50_000_000;
    MuxedStream bulk = open();
    MuxedStream reader = accepted(0);
    Digester digester = new Digester();
    Pusher pusher = new Pusher(bulk, total);
    inside(reader, () -> reader.handler(digester));
    inside(
        bulk,
        () -> {
          bulk.handler(pusher);
          pusher.push();
        });
    simulation.runFor(Duration.ofSeconds(10));
    long most = (long) INITIAL + YamuxConfig.DEFAULT.sendHighWater() + 30_000;
    assertThat(pusher.written).isBetween((long) INITIAL, most);
    assertThat(digester.read).isZero();
    assertThat(held()).isLessThan(2L * most);

    // others go on meanwhile, as many bytes as they like
    MuxedStream other = open();
    MuxedStream otherReader = accepted(1);
    Digester otherDigester = new Digester();
    Pusher otherPusher = new Pusher(other, 5_000_000);
    inside(
        otherReader,
        () -> {
          otherReader.handler(otherDigester);
          otherReader.reading(true);
        });
    inside(
        other,
        () -> {
          other.handler(otherPusher);
          otherPusher.push();
        });
    simulation.await(() -> otherDigester.ended, DEADLINE);
    assertThat(hex(otherDigester.digest)).isEqualTo(hex(otherPusher.digest));
    assertThat(pusher.written).isLessThan(most);
    assertThat(digester.read).isZero();

    long[] mostHeld = new long[1];
    reader.reading(true);
    simulation.await(
        () -> {
          mostHeld[0] = Math.max(mostHeld[0], held());
          return digester.ended;
        },
        DEADLINE);
    assertThat(digester.read).isEqualTo(total);
    assertThat(hex(digester.digest)).isEqualTo(hex(pusher.digest));
    assertThat(mostHeld[0]).as("bytes held while all arrives").isLessThan(32L << 20);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void theWindowGrowsSoThatAFastReaderIsNotHeldUpByDistance() {
    LinkSettings far = LinkSettings.DEFAULT.withLatency(Duration.ofMillis(50));
    connect(far, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    MuxedStream bulk = open();
    MuxedStream reader = accepted(0);
    Digester digester = new Digester();
    Pusher pusher = new Pusher(bulk, 20_000_000);
    inside(
        reader,
        () -> {
          reader.handler(digester);
          reader.reading(true);
        });
    inside(
        bulk,
        () -> {
          bulk.handler(pusher);
          pusher.push();
        });
    simulation.await(() -> digester.ended, DEADLINE);
    assertThat(simulation.metrics().count("yamux.windows.grown")).isGreaterThan(0);
  }

  @Test
  void bytesOfOneThatAreNotReadHoldNoMoreThanTheyAre() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    DuplexPair raw = DuplexPair.of(simulation, LinkSettings.DEFAULT);
    Side side = mux(raw.left(), false, YamuxConfig.DEFAULT);
    raw.right().write(Frames.frame(Frames.WINDOW, Frames.SYN, 1, 0));
    for (int i = 0; i < 20_000; i++) {
      raw.right().write(Frames.data(1, 0, 1));
    }
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(side.streams).hasSize(1);
    assertThat(held()).isBetween(20_000L, 30_000L);
    raw.cut();
  }

  @Test
  void beyondTheLimitOfTheConnectionTheSlowestStreamIsReset() {
    YamuxConfig tight = YamuxConfigs.with("connectionReceiveMax", 2L * INITIAL);
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, tight);
    List<DuplexRecorder> openers = new ArrayList<>();
    int[] sizes = {200_000, INITIAL, 150_000};
    for (int size : sizes) {
      MuxedStream stream = open();
      openers.add(DuplexRecorder.reading(stream));
      stream.write(Unpooled.wrappedBuffer(new byte[size]));
      simulation.runFor(Duration.ofSeconds(1));
    }
    assertThat(openers.get(0).closed()).isFalse();
    assertThat(openers.get(1).closeReason().kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(openers.get(2).closed()).isFalse();
    assertThat(simulation.metrics().refusals("transport.yamux.connection.receive.max"))
        .isEqualTo(1);
    DuplexRecorder survivor = DuplexRecorder.reading(accepted(2));
    simulation.await(() -> survivor.size() == 150_000, DEADLINE);
  }

  @Test
  void beyondTheSendLimitTheStreamIsResetAndTheKeyNamed() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    MuxedStream stream = open();
    DuplexRecorder opener = DuplexRecorder.attached(stream);
    inside(stream, () -> stream.write(Unpooled.wrappedBuffer(new byte[(8 << 20) + 1])));
    assertThat(opener.closeReason().message())
        .contains("8388609 bytes is above the limit of 8388608", "transport.yamux.send.limit");
    assertThat(simulation.metrics().refusals("transport.yamux.send.limit")).isEqualTo(1);
  }

  @Test
  void beyondTheSendLimitOfTheConnectionTheWritingStreamIsReset() {
    YamuxConfig tight = YamuxConfigs.with("sendLimit", 1L << 20, "connectionSendLimit", 3L << 19);
    connect(LinkSettings.DEFAULT, tight, YamuxConfig.DEFAULT);
    MuxedStream first = open();
    MuxedStream second = open();
    DuplexRecorder firstRecorder = DuplexRecorder.attached(first);
    DuplexRecorder secondRecorder = DuplexRecorder.attached(second);
    inside(
        first,
        () -> {
          first.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
          second.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        });
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(firstRecorder.closed()).isFalse();
    assertThat(secondRecorder.closeReason().message())
        .contains("transport.yamux.connection.send.limit");
  }

  @Test
  void tooManyStreamsAreRefusedOnBothSides() {
    connect(
        LinkSettings.DEFAULT,
        YamuxConfigs.with("maxOutboundStreams", 5),
        YamuxConfigs.with("maxStreams", 3));
    List<CompletionStage<MuxedStream>> opened = new ArrayList<>();
    List<DuplexRecorder> openers = new ArrayList<>();
    pair.left()
        .executor()
        .execute(
            () -> {
              for (int i = 0; i < 6; i++) {
                opened.add(left.connection.openStream());
                opened.get(i).thenAccept(stream -> openers.add(DuplexRecorder.reading(stream)));
              }
            });
    simulation.await(() -> opened.size() == 6, DEADLINE);
    assertThat(simulation.awaitFailure(opened.get(5), DEADLINE))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("transport.yamux.max.outbound.streams");
    simulation.await(() -> openers.get(3).closed() && openers.get(4).closed(), DEADLINE);
    assertThat(left.connection.openStreams()).isEqualTo(3);
    assertThat(right.streams).hasSize(3);
    assertThat(simulation.metrics().refusals("transport.yamux.max.streams")).isEqualTo(2);
  }

  @Test
  void aSilentRemoteIsFoundOutAndThePingFails() {
    pair = DuplexPair.of(simulation, LinkSettings.DEFAULT);
    left = mux(pair.left(), true, YamuxConfig.DEFAULT);
    DuplexRecorder.reading(pair.right());
    simulation.runUntilIdle();
    assertThat(simulation.awaitFailure(left.connection.ping(), DEADLINE))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("transport.yamux.keepalive.timeout");
    simulation.await(() -> left.closed != null, DEADLINE);
    assertThat(left.closed.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
  }

  @Test
  void anIdleConnectionLivesOn() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    simulation.runFor(Duration.ofHours(1));
    assertThat(left.closed).isNull();
    assertThat(simulation.metrics().count("yamux.frames.sent", "type", "ping"))
        .isBetween(100L, 500L);
  }

  @Test
  void theDrainDeadlineNamesItsKey() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    DuplexRecorder opener = DuplexRecorder.reading(open());
    left.connection.drain();
    simulation.await(() -> left.closed != null, DEADLINE);
    assertThat(simulation.now()).isGreaterThanOrEqualTo(YamuxConfig.DEFAULT.drainTimeout());
    assertThat(left.closed.message()).contains("1 streams", "transport.yamux.drain.timeout");
    assertThat(opener.closed()).isTrue();
  }

  @Test
  void aDrainedConnectionWithoutStreamsClosesOnceTheRemoteHasHeardOfIt() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    left.connection.drain();
    simulation.await(() -> left.closed != null && right.closed != null, DEADLINE);
    assertThat(simulation.now()).isLessThan(YamuxConfig.DEFAULT.drainTimeout());
    assertThat(left.closed.orderly()).isTrue();
    assertThat(right.closed.orderly()).isTrue();
  }

  @Test
  void theConnectionBelowIsNotGivenMoreThanItWelcomes() {
    connect(
        LinkSettings.DEFAULT.withBytesPerSecond(10_000), YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    MuxedStream stream = open();
    Pusher pusher = new Pusher(stream, 10_000_000);
    inside(
        stream,
        () -> {
          stream.handler(pusher);
          pusher.push();
        });
    MuxedStream other = open();
    other.write(Unpooled.wrappedBuffer(new byte[100]));
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(held()).isLessThan(2_000_000);
    assertThat(left.closed).isNull();
  }

  @Test
  void aReaderThatClosesInTheMiddleGetsNothingMore() {
    connect(LinkSettings.DEFAULT, YamuxConfig.DEFAULT, YamuxConfig.DEFAULT);
    MuxedStream stream = open();
    MuxedStream reader = accepted(0);
    DuplexRecorder recorder =
        new DuplexRecorder() {
          @Override
          public synchronized void onRead(ByteBuf data) {
            super.onRead(data);
            reader.close();
          }
        };
    inside(
        stream,
        () -> {
          stream.write(Unpooled.wrappedBuffer(new byte[200_000]));
          stream.closeWrite();
        });
    inside(reader, () -> reader.handler(recorder));
    reader.reading(true);
    simulation.await(recorder::closed, DEADLINE);
    assertThat(recorder.pieces()).isEqualTo(1);
    assertThat(recorder.closeReason()).isEqualTo(CloseReason.LOCAL);
  }
}
