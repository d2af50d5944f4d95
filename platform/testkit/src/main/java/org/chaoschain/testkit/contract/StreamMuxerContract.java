// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link StreamMuxer} does. It runs in virtual time over a simulated connection with a
 * round trip of {@link #ROUND_TRIP} that cuts bytes at random.
 */
@ExtendWith(LeakCheck.class)
public abstract class StreamMuxerContract {
  /** The round trip of the simulated connection. */
  protected static final Duration ROUND_TRIP = Duration.ofMillis(20);

  /** The most bytes of one stream that a well-behaved writer gets rid of while nobody reads. */
  protected static final int MOST_UNDER_WAY = 4 << 20;

  /** More bytes than a stream lets wait from a writer that does not stop. */
  protected static final int TOO_MANY = 48 << 20;

  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private Simulation simulation;
  private DuplexPair pair;
  private Side left;
  private Side right;

  /** For the subclass. */
  protected StreamMuxerContract() {}

  /**
   * A fresh muxer. It must take its time, timers, meters and buffers from the simulation, and allow
   * at least 200 streams in each direction.
   */
  protected abstract StreamMuxer newMuxer(Simulation simulation);

  /** One end of the muxed connection, and what was told to its handler. */
  private static final class Side implements MuxedConnectionHandler {
    final List<MuxedStream> streams = new ArrayList<>();
    final List<CloseReason> closed = new ArrayList<>();
    final List<String> outside = new ArrayList<>();
    boolean failing;
    int goAways;
    int streamsWhenClosed = -1;
    MuxedConnection connection;

    @Override
    public void onStream(MuxedStream stream) {
      checkExecutor("onStream");
      streams.add(stream);
      if (failing) {
        throw new IllegalStateException("broken handler");
      }
    }

    @Override
    public void onGoAway() {
      checkExecutor("onGoAway");
      goAways++;
    }

    @Override
    public void onClosed(CloseReason reason) {
      checkExecutor("onClosed");
      closed.add(reason);
      streamsWhenClosed = connection.openStreams();
    }

    private void checkExecutor(String call) {
      if (!connection.executor().inExecutor()) {
        outside.add(call);
      }
    }
  }

  /** Both ends of one stream. */
  private record Ends(MuxedStream opener, MuxedStream acceptor) {}

  @BeforeEach
  void connect() {
    simulation = new Simulation();
    pair = DuplexPair.of(simulation, LinkSettings.DEFAULT.withLatency(ROUND_TRIP.dividedBy(2)));
    left = mux(pair.left(), true);
    right = mux(pair.right(), false);
    simulation.runFor(ROUND_TRIP);
  }

  private Side mux(Duplex duplex, boolean initiator) {
    Side side = new Side();
    StreamMuxer muxer = newMuxer(simulation);
    duplex.executor().execute(() -> side.connection = muxer.mux(duplex, initiator, side));
    return side;
  }

  @AfterEach
  void nothingIsLeft() {
    pair.cut();
    simulation.runFor(Duration.ofMinutes(1));
    assertEquals(1, left.closed.size(), "onClosed of the initiator");
    assertEquals(1, right.closed.size(), "onClosed of the responder");
    assertEquals(0, left.streamsWhenClosed, "streams when the initiator was closed");
    assertEquals(0, right.streamsWhenClosed, "streams when the responder was closed");
    assertEquals(List.of(), left.outside, "calls outside the executor");
    assertEquals(List.of(), right.outside, "calls outside the executor");
    simulation.assertNoLeaks();
  }

  @Test
  void theProtocolIdIsAPath() {
    assertTrue(newMuxer(simulation).protocolId().matches("/[a-z].*/.+"));
  }

  @Test
  void bothSidesOpenStreamsAndBytesArriveInOrderBothWays() {
    for (Side[] sides : new Side[][] {{left, right}, {right, left}}) {
      Ends ends = open(sides[0], sides[1]);
      byte[] there = pattern(300_000, 1);
      byte[] back = pattern(300_000, 2);
      DuplexRecorder acceptor = reading(ends.acceptor);
      DuplexRecorder opener = reading(ends.opener);
      writeAll(ends.opener, there);
      writeAll(ends.acceptor, back);
      await(() -> acceptor.size() >= there.length && opener.size() >= back.length);
      assertArrayEquals(there, acceptor.bytes());
      assertArrayEquals(back, opener.bytes());
    }
  }

  @Test
  void aStreamIsUsableBeforeTheRemoteHasHeardOfIt() {
    MuxedStream opener = openNow(left);
    opener.write(buffer(pattern(1000, 3)));
    simulation.runFor(ROUND_TRIP);
    DuplexRecorder acceptor = reading(right.streams.get(0));
    await(() -> acceptor.size() == 1000);
    assertArrayEquals(pattern(1000, 3), acceptor.bytes());
  }

  @Test
  void twoHundredStreamsAtOnceKeepTheirBytesApart() {
    List<DuplexRecorder> acceptors = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Side from = i % 2 == 0 ? left : right;
      Side to = i % 2 == 0 ? right : left;
      Ends ends = open(from, to);
      acceptors.add(reading(ends.acceptor));
      DuplexRecorder.attached(ends.opener);
      writeAll(ends.opener, pattern(5000, 100 + i));
    }
    assertEquals(200, left.connection.openStreams());
    assertEquals(200, right.connection.openStreams());
    await(() -> acceptors.stream().allMatch(acceptor -> acceptor.size() >= 5000));
    for (int i = 0; i < 200; i++) {
      assertArrayEquals(pattern(5000, 100 + i), acceptors.get(i).bytes(), "stream " + i);
    }
  }

  @Test
  void readingIsOffUntilItIsSwitchedOn() {
    Ends ends = open(left, right);
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor);
    ends.opener.write(buffer(pattern(1000, 4)));
    simulation.runFor(ROUND_TRIP.multipliedBy(2));
    assertEquals(0, acceptor.size());
    ends.acceptor.reading(true);
    await(() -> acceptor.size() == 1000);
    assertArrayEquals(pattern(1000, 4), acceptor.bytes());
  }

  @Test
  void aHandlerThatSwitchesReadingOffGetsNothingMoreUntilItIsOnAgain() {
    Ends ends = open(left, right);
    byte[] bytes = pattern(300_000, 5);
    boolean[] off = new boolean[1];
    int[] whileOff = new int[1];
    DuplexRecorder acceptor =
        new DuplexRecorder() {
          @Override
          public synchronized void onRead(ByteBuf data) {
            whileOff[0] += off[0] ? 1 : 0;
            off[0] = true;
            ends.acceptor.reading(false);
            super.onRead(data);
          }
        };
    inside(ends.acceptor, () -> ends.acceptor.handler(acceptor));
    writeAll(ends.opener, bytes);
    while (acceptor.size() < bytes.length) {
      int before = acceptor.size();
      inside(
          ends.acceptor,
          () -> {
            off[0] = false;
            ends.acceptor.reading(true);
          });
      await(() -> acceptor.size() > before);
    }
    assertEquals(0, whileOff[0]);
    assertArrayEquals(bytes, acceptor.bytes());
  }

  @Test
  void unreadBytesComeFirstAndToTheNextHandler() {
    Ends ends = open(left, right);
    DuplexRecorder second = new DuplexRecorder();
    DuplexRecorder first =
        new DuplexRecorder() {
          @Override
          public synchronized void onRead(ByteBuf data) {
            ends.acceptor.reading(false);
            ends.acceptor.unread(data);
            ends.acceptor.handler(second);
            ends.acceptor.reading(true);
          }
        };
    inside(ends.acceptor, () -> ends.acceptor.handler(first));
    ends.acceptor.reading(true);
    writeAll(ends.opener, pattern(300_000, 6));
    ends.opener.closeWrite();
    await(second::ended);
    assertArrayEquals(pattern(300_000, 6), second.bytes());
  }

  @Test
  void aHalfCloseEndsOneDirectionAfterItsBytes() {
    Ends ends = open(left, right);
    DuplexRecorder acceptor = reading(ends.acceptor);
    DuplexRecorder opener = reading(ends.opener);
    writeAll(ends.opener, pattern(400_000, 7));
    ends.opener.closeWrite();
    ends.opener.closeWrite();
    await(acceptor::ended);
    assertArrayEquals(pattern(400_000, 7), acceptor.bytes());
    assertFalse(acceptor.closed());
    ByteBuf late = buffer(new byte[1]);
    ends.opener.write(late);
    await(() -> late.refCnt() == 0);

    writeAll(ends.acceptor, pattern(400_000, 8));
    ends.acceptor.closeWrite();
    await(() -> opener.closed() && acceptor.closed());
    assertTrue(opener.ended());
    assertArrayEquals(pattern(400_000, 8), opener.bytes());
    assertTrue(opener.closeReason().orderly(), opener.closeReason()::toString);
    assertTrue(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
    assertEquals(0, left.connection.openStreams());
    assertEquals(0, right.connection.openStreams());
  }

  @Test
  void aCloseDeliversAllThatWasWrittenFirst() {
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor);
    // bytes that the closing side never reads must not turn the close into a reset
    ends.acceptor.write(buffer(pattern(50_000, 9)));
    writeAll(ends.opener, pattern(400_000, 10));
    ends.opener.close();
    ends.opener.close();
    ends.acceptor.reading(true);
    await(acceptor::ended);
    assertArrayEquals(pattern(400_000, 10), acceptor.bytes());
    await(opener::closed);
    assertEquals(CloseReason.Kind.LOCAL, opener.closeReason().kind());
    ends.acceptor.close();
    await(acceptor::closed);
    assertTrue(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
  }

  @Test
  void aResetEndsBothSidesAtOnceAndOthersGoOn() {
    Ends other = open(left, right);
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder acceptor = reading(ends.acceptor);
    CloseReason reason = CloseReason.timeout("the answer did not come");
    ends.opener.reset(reason);
    ends.opener.reset(CloseReason.LOCAL);
    await(() -> opener.closed() && acceptor.closed());
    assertEquals(reason, opener.closeReason());
    assertEquals(CloseReason.Kind.REMOTE_RESET, acceptor.closeReason().kind());
    assertTrue(ends.opener.closed());
    ByteBuf late = buffer(new byte[10]);
    assertFalse(ends.opener.write(late));
    await(() -> late.refCnt() == 0);
    inside(
        ends.opener,
        () -> {
          ends.opener.reading(false);
          ends.opener.reading(true);
          ends.opener.unread(buffer(new byte[1]));
          ends.opener.closeWrite();
          ends.opener.close();
        });
    assertEquals(1, opener.closeCalls());
    assertEquals(1, acceptor.closeCalls());
    assertCarries(other);
  }

  @Test
  void aWriterIsStoppedWhileNobodyReadsOthersGoOnAndAllArrivesLater() {
    Ends slow = open(left, right);
    Ends other = open(left, right);
    DuplexRecorder acceptor = DuplexRecorder.attached(slow.acceptor);
    byte[] all = pattern(MOST_UNDER_WAY + (4 << 20), 11);
    int[] written = new int[1];
    Runnable writer =
        () -> {
          while (slow.opener.writable() && written[0] < all.length) {
            int size = Math.min(16 << 10, all.length - written[0]);
            ByteBuf next = buffer(all, written[0], size);
            written[0] += size;
            slow.opener.write(next);
          }
        };
    DuplexRecorder signals =
        new DuplexRecorder() {
          @Override
          public synchronized void onWritable() {
            super.onWritable();
            writer.run();
          }
        };
    inside(
        slow.opener,
        () -> {
          slow.opener.handler(signals);
          writer.run();
        });
    simulation.runFor(Duration.ofSeconds(5));
    assertTrue(written[0] < MOST_UNDER_WAY, written[0] + " bytes were taken though nobody reads");
    assertFalse(slow.opener.writable());
    assertCarries(other);
    slow.acceptor.reading(true);
    await(() -> acceptor.size() == all.length);
    assertArrayEquals(all, acceptor.bytes());
    assertNotEquals(0, signals.writableCalls());
  }

  @Test
  void aWriterThatDoesNotStopLosesItsStreamAlone() {
    Ends ends = open(left, right);
    Ends other = open(left, right);
    DuplexRecorder opener = DuplexRecorder.attached(ends.opener);
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor);
    byte[] piece = new byte[1 << 20];
    inside(
        ends.opener,
        () -> {
          for (int i = 0; i < TOO_MANY / piece.length; i++) {
            ends.opener.write(buffer(piece));
          }
        });
    await(() -> opener.closed() && acceptor.closed());
    assertEquals(CloseReason.Kind.LIMIT, opener.closeReason().kind());
    assertCarries(other);
  }

  @Test
  void aHandlerThatThrowsLosesItsStreamAlone() {
    Ends ends = open(left, right);
    Ends other = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder failing =
        new DuplexRecorder() {
          @Override
          public synchronized void onRead(ByteBuf data) {
            super.onRead(data);
            throw new IllegalStateException("broken handler");
          }
        };
    inside(ends.acceptor, () -> ends.acceptor.handler(failing));
    ends.acceptor.reading(true);
    ends.opener.write(buffer(new byte[1]));
    await(() -> failing.closed() && opener.closed());
    assertEquals(CloseReason.Kind.HANDLER_FAILED, failing.closeReason().kind());

    right.failing = true;
    DuplexRecorder refused = reading(openNow(left));
    await(refused::closed);
    right.failing = false;
    assertCarries(other);
  }

  @Test
  void aPingMeasuresTheRoundTrip() {
    assertEquals(ROUND_TRIP, simulation.await(left.connection.ping(), DEADLINE));
    assertEquals(ROUND_TRIP, simulation.await(right.connection.ping(), DEADLINE));
  }

  @Test
  void aCloseEndsAllStreamsAndBothSides() {
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder acceptor = reading(ends.acceptor);
    CloseReason reason = new CloseReason(CloseReason.Kind.SHUTDOWN, "the node stops");
    left.connection.close(reason);
    left.connection.close(CloseReason.LOCAL);
    await(() -> !left.closed.isEmpty() && !right.closed.isEmpty());
    assertEquals(reason, left.closed.get(0));
    assertEquals(CloseReason.Kind.SHUTDOWN, opener.closeReason().kind());
    assertFalse(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
    assertClosedFor(left);
    assertClosedFor(right);
  }

  @Test
  void aLostConnectionEndsAllStreams() {
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor);
    ends.opener.write(buffer(new byte[100]));
    simulation.runFor(ROUND_TRIP);
    pair.cut();
    await(() -> !left.closed.isEmpty() && !right.closed.isEmpty());
    assertEquals(CloseReason.Kind.CONNECTION_LOST, left.closed.get(0).kind());
    assertEquals(CloseReason.Kind.CONNECTION_LOST, opener.closeReason().kind());
    assertEquals(CloseReason.Kind.CONNECTION_LOST, acceptor.closeReason().kind());
    assertClosedFor(left);
  }

  @Test
  void aDrainRefusesNewStreamsAndClosesWhenTheOpenOnesHaveEnded() {
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    DuplexRecorder acceptor = reading(ends.acceptor);
    left.connection.drain();
    left.connection.drain();
    await(() -> right.goAways == 1);
    assertRefuses(left);
    assertRefuses(right);
    ends.opener.write(buffer(pattern(1000, 12)));
    await(() -> acceptor.size() == 1000);
    assertTrue(left.closed.isEmpty());
    ends.opener.closeWrite();
    ends.acceptor.closeWrite();
    await(() -> !left.closed.isEmpty() && !right.closed.isEmpty());
    assertTrue(opener.closeReason().orderly(), opener.closeReason()::toString);
    assertTrue(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
    assertTrue(left.closed.get(0).orderly(), left.closed.get(0)::toString);
  }

  @Test
  void aStreamOpenedBeforeADrainWasHeardOfIsServed() {
    Ends ends = open(left, right);
    reading(ends.opener);
    DuplexRecorder held = reading(ends.acceptor);
    MuxedStream early = openNow(right);
    early.write(buffer(pattern(1000, 14)));
    left.connection.drain();
    await(() -> right.goAways == 1);
    await(() -> !left.streams.isEmpty());
    DuplexRecorder acceptor = reading(left.streams.get(0));
    await(() -> acceptor.size() == 1000);
    assertFalse(held.closed());
    left.streams.get(0).close();
    early.close();
    ends.opener.closeWrite();
    ends.acceptor.closeWrite();
    await(() -> !left.closed.isEmpty() && !right.closed.isEmpty());
    assertTrue(left.closed.get(0).orderly(), left.closed.get(0)::toString);
  }

  @Test
  void aDrainHasADeadline() {
    Ends ends = open(left, right);
    DuplexRecorder opener = reading(ends.opener);
    left.connection.drain();
    await(() -> !left.closed.isEmpty() && !right.closed.isEmpty());
    assertTrue(opener.closed());
  }

  @Test
  void theRemotesNonsenseEndsTheConnectionWithASpecificReason() {
    SplittableRandom random = new SplittableRandom(simulation.seed());
    for (int i = 0; i < 50; i++) {
      DuplexPair raw = DuplexPair.of(simulation);
      Side side = mux(raw.left(), true);
      DuplexRecorder.reading(raw.right());
      byte[] nonsense = new byte[2000];
      random.nextBytes(nonsense);
      raw.right().write(buffer(nonsense));
      await(() -> !side.closed.isEmpty());
      assertFalse(side.closed.get(0).orderly(), side.closed.get(0)::toString);
      raw.cut();
      simulation.runFor(Duration.ofMinutes(1));
    }
  }

  private Ends open(Side from, Side to) {
    int before = to.streams.size();
    MuxedStream opener = openNow(from);
    await(() -> to.streams.size() > before);
    return new Ends(opener, to.streams.get(before));
  }

  private MuxedStream openNow(Side from) {
    return simulation.await(from.connection.openStream(), DEADLINE);
  }

  private void assertCarries(Ends ends) {
    DuplexRecorder acceptor = reading(ends.acceptor);
    ends.opener.write(buffer(pattern(100_000, 13)));
    await(() -> acceptor.size() == 100_000);
    assertArrayEquals(pattern(100_000, 13), acceptor.bytes());
  }

  private void assertClosedFor(Side side) {
    assertRefuses(side);
    assertInstanceOf(
        ChannelClosedException.class, simulation.awaitFailure(side.connection.ping(), DEADLINE));
    side.connection.drain();
    side.connection.close(CloseReason.LOCAL);
    simulation.runFor(ROUND_TRIP);
    assertEquals(1, side.closed.size());
    assertEquals(0, side.connection.openStreams());
  }

  private void assertRefuses(Side side) {
    Throwable failure = simulation.awaitFailure(side.connection.openStream(), DEADLINE);
    assertTrue(
        failure instanceof ChannelClosedException || failure instanceof LimitExceededException,
        failure::toString);
  }

  private DuplexRecorder reading(Duplex duplex) {
    DuplexRecorder recorder = new DuplexRecorder();
    inside(
        duplex,
        () -> {
          duplex.handler(recorder);
          duplex.reading(true);
        });
    return recorder;
  }

  private void inside(Duplex duplex, Runnable task) {
    boolean[] done = new boolean[1];
    duplex
        .executor()
        .execute(
            () -> {
              task.run();
              done[0] = true;
            });
    await(() -> done[0]);
  }

  private void await(BooleanSupplier condition) {
    simulation.await(condition, DEADLINE);
  }

  private void writeAll(Duplex duplex, byte[] bytes) {
    SplittableRandom sizes = new SplittableRandom(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      int size = Math.min(bytes.length - from, 1 + sizes.nextInt(10_000));
      duplex.write(buffer(bytes, from, size));
      from += size;
    }
  }

  private static ByteBuf buffer(byte[] bytes) {
    return buffer(bytes, 0, bytes.length);
  }

  private static ByteBuf buffer(byte[] bytes, int offset, int length) {
    return ByteBufAllocator.DEFAULT.buffer(Math.max(1, length)).writeBytes(bytes, offset, length);
  }

  private static byte[] pattern(int size, long seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
