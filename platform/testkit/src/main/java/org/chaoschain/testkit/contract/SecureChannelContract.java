// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings.Splitting;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SecureChannel} does, on simulated connections whose bytes the test sees and
 * changes on the way. An implementation runs it by one subclass.
 */
public abstract class SecureChannelContract extends SecureChannelFixture {
  /** For the subclass. */
  protected SecureChannelContract() {}

  @Test
  void bothSidesLearnWhoTheOtherIs() {
    Sessions sessions = handshake();
    assertEquals(listener.peerId(), sessions.near().remotePeer());
    assertEquals(listener.publicKey(), sessions.near().remoteKey());
    assertEquals(dialler.peerId(), sessions.far().remotePeer());
    assertEquals(dialler.publicKey(), sessions.far().remoteKey());
  }

  @Test
  void bothSidesHaveTheSameChannelBindingOrNone() {
    Sessions sessions = handshake();
    assertEquals(sessions.near().channelBinding(), sessions.far().channelBinding());
  }

  @Test
  void theProtocolIdBeginsWithASlash() {
    assertTrue(channel(simulation, dialler).protocolId().startsWith("/"));
  }

  @Test
  void theSessionLivesInTheExecutorOfTheConnection() {
    Sessions sessions = handshake();
    assertEquals(near.executor(), sessions.near().duplex().executor());
  }

  @Test
  void theExpectedPeerIsAccepted() {
    Sessions sessions =
        handshake(
            request(true, Optional.of(listener.peerId())),
            request(false, Optional.of(dialler.peerId())));
    assertEquals(listener.peerId(), sessions.near().remotePeer());
  }

  @Test
  void aPeerOtherThanTheDiallerExpectedIsRefused() {
    PeerId other = identity(simulation).peerId();
    CompletableFuture<SecureSession> ours = start(near, dialler, request(true, Optional.of(other)));
    CompletableFuture<SecureSession> theirs =
        start(far, listener, request(false, Optional.empty()));
    assertRefused(ours, near);
    assertTrue(failure(theirs) instanceof Exception);
  }

  @Test
  void aPeerOtherThanTheListenerExpectedIsRefused() {
    PeerId other = identity(simulation).peerId();
    start(near, dialler, request(true, Optional.empty()));
    assertRefused(start(far, listener, request(false, Optional.of(other))), far);
  }

  @Test
  void bytesArriveInOrderBothWaysHoweverTheyAreCut() {
    for (Splitting splitting : Splitting.values()) {
      disconnect();
      connect(splitting);
      Sessions sessions = handshake();
      int size = splitting == Splitting.SINGLE ? MEGABYTE / 16 : MEGABYTE;
      byte[] there = pattern(size, 1);
      byte[] back = pattern(size, 2);
      DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
      DuplexRecorder atNear = DuplexRecorder.reading(sessions.near().duplex());
      writeAll(sessions.near().duplex(), there);
      writeAll(sessions.far().duplex(), back);
      await(() -> atFar.size() >= size && atNear.size() >= size);
      assertArrayEquals(there, atFar.bytes());
      assertArrayEquals(back, atNear.bytes());
    }
  }

  @Test
  void nothingIsReadableOnTheWay() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    sessions.near().duplex().write(text(SECRET));
    await(() -> atFar.size() == SECRET.length());
    assertFalse(near.seen().contains(SECRET));
  }

  @Test
  void changedBytesResetTheConnectionAndAreNotDelivered() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    near.onWrite(
        bytes -> {
          bytes[bytes.length - 1] ^= 1;
          return List.of(bytes);
        });
    sessions.near().duplex().write(text(SECRET));
    await(atFar::closed);
    assertEquals(CloseReason.Kind.PROTOCOL_ERROR, atFar.closeReason().kind());
    assertEquals(0, atFar.size());
  }

  @Test
  void repeatedBytesResetTheConnectionAndAreNotDelivered() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    near.onWrite(bytes -> List.of(bytes, bytes));
    sessions.near().duplex().write(text(SECRET));
    await(atFar::closed);
    assertEquals(CloseReason.Kind.PROTOCOL_ERROR, atFar.closeReason().kind());
    assertEquals(SECRET.length(), atFar.size());
  }

  @Test
  void leftOutBytesResetTheConnection() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    near.onWrite(bytes -> List.of());
    sessions.near().duplex().write(text(SECRET));
    await(() -> near.dropped() > 0);
    near.onWrite(List::of);
    sessions.near().duplex().write(text(SECRET));
    await(atFar::closed);
    assertEquals(CloseReason.Kind.PROTOCOL_ERROR, atFar.closeReason().kind());
    assertEquals(0, atFar.size());
  }

  @Test
  void anEndInTheMiddleIsNoOrderlyEnd() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    near.onWrite(bytes -> List.of(Arrays.copyOf(bytes, bytes.length - 1)));
    sessions.near().duplex().write(text(SECRET));
    sessions.near().duplex().closeWrite();
    await(atFar::closed);
    assertEquals(CloseReason.Kind.PROTOCOL_ERROR, atFar.closeReason().kind());
    assertFalse(atFar.ended());
  }

  @Test
  void changedBytesInTheHandshakeFailIt() {
    near.onWrite(
        bytes -> {
          bytes[bytes.length - 1] ^= 1;
          return List.of(bytes);
        });
    CompletableFuture<SecureSession> ours = start(near, dialler, request(true, Optional.empty()));
    CompletableFuture<SecureSession> theirs =
        start(far, listener, request(false, Optional.empty()));
    assertInstanceOf(Exception.class, failure(theirs));
    await(near::closed);
    await(far::closed);
    assertTrue(ours.isDone());
  }

  @Test
  void readingIsOffAtFirst() {
    Sessions sessions = handshake();
    sessions.far().duplex().write(text(SECRET));
    DuplexRecorder atNear = DuplexRecorder.attached(sessions.near().duplex());
    simulation.runFor(LONG);
    assertEquals(0, atNear.size());
    sessions.near().duplex().reading(true);
    await(() -> atNear.size() == SECRET.length());
  }

  @Test
  void aReaderThatStopsIsGivenNothingMore() {
    Sessions sessions = handshake();
    Duplex duplex = sessions.far().duplex();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    inside(
        duplex,
        () ->
            duplex.handler(
                new DuplexHandler() {
                  @Override
                  public void onRead(ByteBuf data) {
                    got.writeBytes(ByteBufUtil.getBytes(data));
                    data.release();
                    duplex.reading(false);
                  }
                }));
    duplex.reading(true);
    byte[] bytes = pattern(MEGABYTE, 3);
    writeAll(sessions.near().duplex(), bytes);
    simulation.runFor(LONG);
    assertTrue(got.size() > 0 && got.size() < 70_000, () -> got.size() + " bytes");
    while (got.size() < bytes.length) {
      int before = got.size();
      duplex.reading(true);
      await(() -> got.size() > before);
    }
    assertArrayEquals(bytes, got.toByteArray());
  }

  @Test
  void aWriterIsStoppedByAReaderThatDoesNotRead() {
    Sessions sessions = handshake();
    Duplex duplex = sessions.near().duplex();
    byte[] bytes = pattern(8 * MEGABYTE, 4);
    Writer writer = new Writer(duplex, bytes);
    inside(duplex, writer::start);
    simulation.runFor(LONG);
    assertTrue(writer.written < 2 * MEGABYTE, () -> writer.written + " bytes were taken");
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    await(() -> atFar.size() == bytes.length);
    assertArrayEquals(bytes, atFar.bytes());
  }

  @Test
  void aWriterOnAnotherThreadIsStoppedToo() {
    Sessions sessions = handshake();
    Duplex duplex = sessions.near().duplex();
    DuplexRecorder atNear = DuplexRecorder.attached(duplex);
    DuplexRecorder atFar = DuplexRecorder.attached(sessions.far().duplex());
    int written = 0;
    for (int rounds = 0; rounds < 1000; rounds++) {
      boolean welcome = duplex.write(buffer(new byte[8192]));
      written += 8192;
      if (!welcome) {
        break;
      }
    }
    assertTrue(written < 2 * MEGABYTE, written + " bytes were taken");
    int calls = atNear.writableCalls();
    sessions.far().duplex().reading(true);
    int all = written;
    await(() -> atFar.size() == all && atNear.writableCalls() > calls);
  }

  @Test
  void theEndOfWritingArrivesAfterTheBytesAndTheOtherWayGoesOn() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    DuplexRecorder atNear = DuplexRecorder.reading(sessions.near().duplex());
    sessions.near().duplex().write(text(SECRET));
    sessions.near().duplex().closeWrite();
    await(atFar::ended);
    assertEquals(SECRET.length(), atFar.size());
    sessions.far().duplex().write(text("still there"));
    await(() -> atNear.size() == "still there".length());
    assertFalse(atNear.closed());
  }

  @Test
  void closeIsOrderlyOnBothSidesAndLosesNothing() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    DuplexRecorder atNear = DuplexRecorder.reading(sessions.near().duplex());
    sessions.near().duplex().write(text(SECRET));
    sessions.near().duplex().close();
    await(atFar::ended);
    sessions.far().duplex().close();
    await(() -> atNear.closed() && atFar.closed());
    assertEquals(SECRET.length(), atFar.size());
    assertTrue(atNear.closeReason().orderly(), atNear.closeReason()::toString);
    assertTrue(atFar.closeReason().orderly(), atFar.closeReason()::toString);
    assertEquals(1, atNear.closeCalls());
    assertEquals(1, atFar.closeCalls());
  }

  @Test
  void aResetClosesTheConnectionBelow() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    DuplexRecorder atNear = DuplexRecorder.reading(sessions.near().duplex());
    CloseReason reason = CloseReason.protocolError("a test");
    sessions.near().duplex().reset(reason);
    await(() -> atNear.closed() && atFar.closed() && near.closed());
    assertEquals(reason, atNear.closeReason());
    assertFalse(atFar.closeReason().orderly());
    assertTrue(sessions.near().duplex().closed());
  }

  @Test
  void whatIsWrittenAfterTheEndIsReleased() {
    Sessions sessions = handshake();
    DuplexRecorder atNear = DuplexRecorder.reading(sessions.near().duplex());
    sessions.near().duplex().reset(CloseReason.LOCAL);
    await(atNear::closed);
    ByteBuf late = text(SECRET);
    sessions.near().duplex().write(late);
    await(() -> late.refCnt() == 0);
  }

  @Test
  void aHandlerThatThrowsResetsItsDuplex() {
    Sessions sessions = handshake();
    Duplex duplex = sessions.far().duplex();
    CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    inside(
        duplex,
        () ->
            duplex.handler(
                new DuplexHandler() {
                  @Override
                  public void onRead(ByteBuf data) {
                    data.release();
                    throw new IllegalStateException("a test");
                  }

                  @Override
                  public void onClosed(CloseReason reason) {
                    closed.complete(reason);
                  }
                }));
    duplex.reading(true);
    sessions.near().duplex().write(text(SECRET));
    assertEquals(CloseReason.Kind.HANDLER_FAILED, simulation.await(closed, LONG).kind());
  }

  @Test
  void aRemoteThatSaysNothingMeetsTheDeadline() {
    assertRefused(start(near, dialler, request(true, Optional.empty())), near);
  }

  @Test
  void aRemoteThatTalksNonsenseIsRefused() {
    byte[] nonsense = pattern(100_000, 5);
    CompletableFuture<SecureSession> theirs =
        start(far, listener, request(false, Optional.empty()));
    near.write(buffer(nonsense));
    assertRefused(theirs, far);
  }

  @Test
  void aConnectionThatIsLostFailsTheHandshake() {
    CompletableFuture<SecureSession> ours = start(near, dialler, request(true, Optional.empty()));
    simulation.runUntilIdle();
    pair.cut();
    assertInstanceOf(ChannelClosedException.class, failure(ours));
  }

  @Test
  void aRemoteThatEndsFailsTheHandshake() {
    CompletableFuture<SecureSession> theirs =
        start(far, listener, request(false, Optional.empty()));
    simulation.runUntilIdle();
    near.close();
    assertInstanceOf(Exception.class, failure(theirs));
    await(far::closed);
  }

  @Test
  void aConnectionThatIsLostClosesTheSession() {
    Sessions sessions = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(sessions.far().duplex());
    simulation.runUntilIdle();
    pair.cut();
    await(atFar::closed);
    assertEquals(CloseReason.Kind.CONNECTION_LOST, atFar.closeReason().kind());
  }

  @Test
  void anEarlyMuxerIsTheFirstOfTheDiallersThatBothOffer() {
    Sessions sessions =
        handshake(
            new HandshakeRequest(true, Optional.empty(), List.of("/x", "/b", "/a")),
            new HandshakeRequest(false, Optional.empty(), List.of("/a", "/b", "/y")));
    assertEquals(sessions.near().muxer(), sessions.far().muxer());
    sessions.near().muxer().ifPresent(muxer -> assertEquals("/b", muxer));
  }

  @Test
  void noMuxerIsAgreedOnEarlyIfOneSideOffersNone() {
    Sessions sessions =
        handshake(
            new HandshakeRequest(true, Optional.empty(), List.of("/a")),
            new HandshakeRequest(false, Optional.empty(), List.of()));
    assertEquals(Optional.empty(), sessions.near().muxer());
    assertEquals(Optional.empty(), sessions.far().muxer());
  }

  @Test
  void twoSessionsOfTheSamePeersEncryptDifferently() {
    Sessions first = handshake();
    DuplexRecorder atFar = DuplexRecorder.reading(first.far().duplex());
    int before = near.seen().length();
    first.near().duplex().write(text(SECRET));
    await(() -> atFar.size() == SECRET.length());
    String once = near.seen().substring(before);
    disconnect();
    connect(Splitting.RANDOM);
    Sessions second = handshake();
    DuplexRecorder again = DuplexRecorder.reading(second.far().duplex());
    before = near.seen().length();
    second.near().duplex().write(text(SECRET));
    await(() -> again.size() == SECRET.length());
    assertFalse(once.equals(near.seen().substring(before)));
  }
}
