// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.junit.jupiter.api.Test;

/** What every connection of a transport does as a duplex; part of {@link TransportContract}. */
public abstract class DuplexContract extends TransportFixture {
  private static final int MEGABYTE = 1 << 20;

  /** For the subclass. */
  protected DuplexContract() {}

  @Test
  void bytesArriveInOrderBothWaysAtOnce() {
    Ends ends = connect();
    byte[] there = pattern(MEGABYTE, 1);
    byte[] back = pattern(MEGABYTE, 2);
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    writeAll(ends.dialler(), there);
    writeAll(ends.acceptor(), back);
    awaitSize(acceptor, MEGABYTE);
    awaitSize(dialler, MEGABYTE);
    assertArrayEquals(there, acceptor.bytes());
    assertArrayEquals(back, dialler.bytes());
  }

  @Test
  void writesFromInsideTheExecutorArriveInOrder() {
    Ends ends = connect();
    byte[] bytes = pattern(MEGABYTE, 3);
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    runInside(ends.dialler(), () -> writeAll(ends.dialler(), bytes));
    awaitSize(acceptor, MEGABYTE);
    assertArrayEquals(bytes, acceptor.bytes());
  }

  @Test
  void writtenBuffersAreReleased() {
    Ends ends = connect();
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    ByteBuf data = buffer(pattern(100, 4));
    ends.dialler().write(data);
    awaitSize(acceptor, 100);
    await().until(() -> data.refCnt() == 0, "the buffer is released");
  }

  @Test
  void anEmptyWriteIsReleasedAndSendsNothing() {
    Ends ends = connect();
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    ByteBuf empty = buffer(new byte[0]);
    assertTrue(ends.dialler().write(empty));
    ends.dialler().write(buffer(new byte[] {7}));
    awaitSize(acceptor, 1);
    await().until(() -> empty.refCnt() == 0, "the empty buffer is released");
    assertEquals(1, acceptor.pieces());
  }

  @Test
  void theHandlerIsCalledInsideTheExecutorAlone() {
    Ends ends = connect();
    List<String> outside = new CopyOnWriteArrayList<>();
    List<String> calls = new CopyOnWriteArrayList<>();
    TransportConnection acceptor = ends.acceptor();
    DuplexHandler handler =
        new DuplexHandler() {
          private void called(String name) {
            calls.add(name);
            if (!acceptor.executor().inExecutor()) {
              outside.add(name);
            }
          }

          @Override
          public void onRead(ByteBuf data) {
            called("onRead");
            data.release();
          }

          @Override
          public void onReadEnd() {
            called("onReadEnd");
            acceptor.close();
          }

          @Override
          public void onClosed(CloseReason reason) {
            called("onClosed");
          }
        };
    runInside(acceptor, () -> acceptor.handler(handler));
    acceptor.reading(true);
    ends.dialler().write(buffer(new byte[] {1}));
    ends.dialler().closeWrite();
    await().until(() -> calls.contains("onClosed"), "onClosed");
    assertEquals(List.of("onRead", "onReadEnd", "onClosed"), calls);
    assertEquals(List.of(), outside);
  }

  @Test
  void readingStartsOffAndNothingIsLostBeforeTheHandlerIsSet() {
    Ends ends = connect();
    ends.dialler().write(buffer(pattern(1000, 5)));
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor());
    letARoundTripPass();
    assertEquals(0, acceptor.size());
    ends.acceptor().reading(true);
    awaitSize(acceptor, 1000);
    assertArrayEquals(pattern(1000, 5), acceptor.bytes());
  }

  @Test
  void aHandlerThatSwitchesReadingOffGetsNothingMoreUntilItIsOnAgain() {
    Ends ends = connect();
    byte[] bytes = pattern(300_000, 6);
    DuplexRecorder kept = new DuplexRecorder();
    AtomicLong whileOff = new AtomicLong();
    boolean[] off = new boolean[1];
    DuplexHandler handler =
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            if (off[0]) {
              whileOff.incrementAndGet();
            }
            off[0] = true;
            ends.acceptor().reading(false);
            kept.onRead(data);
          }
        };
    runInside(ends.acceptor(), () -> ends.acceptor().handler(handler));
    writeAll(ends.dialler(), bytes);
    while (kept.size() < bytes.length) {
      int before = kept.size();
      runInside(
          ends.acceptor(),
          () -> {
            off[0] = false;
            ends.acceptor().reading(true);
          });
      await().until(() -> kept.size() > before, "the next piece");
    }
    assertEquals(0, whileOff.get());
    assertArrayEquals(bytes, kept.bytes());
  }

  @Test
  void unreadBytesComeFirstAndToTheNextHandler() {
    Ends ends = connect();
    TransportConnection acceptor = ends.acceptor();
    DuplexRecorder second = new DuplexRecorder();
    DuplexHandler first =
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            acceptor.reading(false);
            acceptor.unread(data);
            acceptor.handler(second);
            acceptor.reading(true);
          }
        };
    runInside(acceptor, () -> acceptor.handler(first));
    acceptor.reading(true);
    byte[] bytes = pattern(100_000, 7);
    writeAll(ends.dialler(), bytes);
    awaitSize(second, bytes.length);
    assertArrayEquals(bytes, second.bytes());
  }

  @Test
  void aHalfCloseEndsOneDirectionAfterItsBytes() {
    Ends ends = connect();
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    writeAll(ends.dialler(), pattern(MEGABYTE, 8));
    ends.dialler().closeWrite();
    ends.dialler().closeWrite();
    await().until(acceptor::ended, "onReadEnd");
    assertArrayEquals(pattern(MEGABYTE, 8), acceptor.bytes());
    assertFalse(acceptor.closed());

    ByteBuf late = buffer(new byte[] {1});
    ends.dialler().write(late);
    await().until(() -> late.refCnt() == 0, "a write after the end is released");

    writeAll(ends.acceptor(), pattern(MEGABYTE, 9));
    ends.acceptor().closeWrite();
    await().until(dialler::ended, "onReadEnd");
    assertArrayEquals(pattern(MEGABYTE, 9), dialler.bytes());
    awaitClosed(acceptor);
    awaitClosed(dialler);
    assertTrue(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
    assertTrue(dialler.closeReason().orderly(), dialler.closeReason()::toString);
  }

  @Test
  void anEndIsToldEvenIfNothingWasWritten() {
    Ends ends = connect();
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    ends.dialler().closeWrite();
    await().until(acceptor::ended, "onReadEnd");
    assertEquals(0, acceptor.size());
  }

  @Test
  void aCloseDeliversAllThatWasWrittenFirst() {
    Ends ends = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor());
    // bytes that the closing side never reads must not turn the close into a reset
    ends.acceptor().write(buffer(pattern(50_000, 10)));
    writeAll(ends.dialler(), pattern(MEGABYTE, 11));
    ends.dialler().close();
    ends.dialler().close();
    ends.acceptor().reading(true);
    await().until(() -> acceptor.ended() || acceptor.closed(), "the end");
    assertArrayEquals(pattern(MEGABYTE, 11), acceptor.bytes());
    awaitClosed(dialler);
    assertEquals(CloseReason.Kind.LOCAL, dialler.closeReason().kind());
    assertTrue(ends.dialler().closed());
    ends.acceptor().close();
    awaitClosed(acceptor);
    assertTrue(acceptor.closeReason().orderly(), acceptor.closeReason()::toString);
    assertEquals(1, dialler.closeCalls());
    assertEquals(1, acceptor.closeCalls());
  }

  @Test
  void aResetEndsBothSidesAtOnce() {
    Ends ends = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    DuplexRecorder acceptor = DuplexRecorder.reading(ends.acceptor());
    CloseReason reason = CloseReason.protocolError("the remote wrote nonsense");
    ends.dialler().reset(reason);
    ends.dialler().reset(CloseReason.LOCAL);
    awaitClosed(dialler);
    awaitClosed(acceptor);
    assertEquals(reason, dialler.closeReason());
    assertEquals(CloseReason.Kind.REMOTE_RESET, acceptor.closeReason().kind());
    assertTrue(ends.acceptor().closed());
    ends.acceptor().close();
    letARoundTripPass();
    assertEquals(1, dialler.closeCalls());
    assertEquals(1, acceptor.closeCalls());
  }

  @Test
  void aWriteAfterTheEndIsReleased() {
    Ends ends = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    ends.dialler().reset(CloseReason.LOCAL);
    awaitClosed(dialler);
    ByteBuf data = buffer(pattern(100, 12));
    assertFalse(ends.dialler().write(data));
    await().until(() -> data.refCnt() == 0, "the buffer is released");
    assertFalse(ends.dialler().writable());
  }

  @Test
  void aWriterIsStoppedWhileNobodyReadsAndGoesOnAfterwards() {
    Ends ends = connect();
    DuplexRecorder acceptor = DuplexRecorder.attached(ends.acceptor());
    byte[] piece = pattern(16 << 10, 13);
    AtomicLong written = new AtomicLong();
    long total = mostBytesUnderWay() + 4L * MEGABYTE;
    TransportConnection dialler = ends.dialler();
    Runnable writer =
        () -> {
          while (dialler.writable() && written.get() < total) {
            written.addAndGet(piece.length);
            dialler.write(buffer(piece));
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
    runInside(dialler, () -> dialler.handler(signals));
    runInside(dialler, writer);
    long before;
    do {
      before = written.get();
      letARoundTripPass();
    } while (written.get() != before);
    assertFalse(dialler.writable());
    assertTrue(
        written.get() <= mostBytesUnderWay(),
        () -> "%d bytes taken, %d allowed".formatted(written.get(), mostBytesUnderWay()));

    ends.acceptor().reading(true);
    await().until(() -> written.get() >= total, "the writer goes on");
    awaitSize(acceptor, Math.toIntExact(written.get()));
    assertNotEquals(0, signals.writableCalls());
    byte[] all = acceptor.bytes();
    for (int from = 0; from < all.length; from += piece.length) {
      assertTrue(Arrays.equals(piece, Arrays.copyOfRange(all, from, from + piece.length)));
    }
  }

  @Test
  void aWriterThatDoesNotStopIsReset() {
    Ends ends = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    byte[] piece = pattern(MEGABYTE, 14);
    List<ByteBuf> written = new ArrayList<>();
    for (int i = 0; i <= tooManyBytes() / MEGABYTE; i++) {
      ByteBuf data = buffer(piece);
      written.add(data);
      ends.dialler().write(data);
    }
    awaitClosed(dialler);
    assertEquals(CloseReason.Kind.LIMIT, dialler.closeReason().kind());
    String key = "transport.%s.write.limit".formatted(transport().name());
    assertTrue(dialler.closeReason().message().contains(key), dialler.closeReason()::toString);
    assertNotEquals(0, metrics().refusals(key));
    await()
        .until(
            () -> written.stream().allMatch(data -> data.refCnt() == 0),
            "all buffers are released");
  }

  @Test
  void aHandlerThatThrowsResetsItsConnectionAlone() {
    Ends ends = connect();
    Ends others = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    DuplexRecorder failing =
        new DuplexRecorder() {
          @Override
          public synchronized void onRead(ByteBuf data) {
            super.onRead(data);
            throw new IllegalStateException("broken handler");
          }
        };
    runInside(ends.acceptor(), () -> ends.acceptor().handler(failing));
    ends.acceptor().reading(true);
    ends.dialler().write(buffer(new byte[] {1}));
    awaitClosed(failing);
    awaitClosed(dialler);
    assertEquals(CloseReason.Kind.HANDLER_FAILED, failing.closeReason().kind());

    DuplexRecorder healthy = DuplexRecorder.reading(others.acceptor());
    others.dialler().write(buffer(new byte[] {1}));
    awaitSize(healthy, 1);
    assertFalse(healthy.closed());
  }

  @Test
  void everyMethodMayBeCalledAfterTheEnd() {
    Ends ends = connect();
    DuplexRecorder dialler = DuplexRecorder.reading(ends.dialler());
    ends.acceptor().reset(CloseReason.LOCAL);
    awaitClosed(dialler);
    Duplex duplex = ends.dialler();
    runInside(
        duplex,
        () -> {
          duplex.reading(false);
          duplex.reading(true);
          duplex.unread(buffer(new byte[] {1}));
          duplex.closeWrite();
          duplex.close();
          duplex.reset(CloseReason.LOCAL);
        });
    assertEquals(1, dialler.closeCalls());
    assertEquals(0, dialler.size());
  }
}
