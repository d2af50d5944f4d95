// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.LinkSettings.Splitting;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.SimStream;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link StreamProtocol} does with a remote that misbehaves: it ends the stream with a
 * reason, throws nothing, and keeps no buffer. Runs in virtual time.
 */
@ExtendWith(LeakCheck.class)
public abstract class StreamProtocolContract {
  /** The most bytes of a random input. */
  private static final int LONGEST_GARBAGE = 100_000;

  private static final int GARBAGE_CASES = 60;
  private static final int GREEDY_REQUESTS = 20_000;

  private final Simulation simulation = new Simulation();
  private final LinkSettings link = LinkSettings.DEFAULT;
  private StreamProtocol protocol;
  private SimConnection connection;

  /** For the subclass. */
  protected StreamProtocolContract() {}

  /** A fresh protocol that takes clock, scheduler, randomness and meters from the simulation. */
  protected abstract StreamProtocol newProtocol(Simulation from);

  /** What a well-behaved remote sends first; empty if it only listens. */
  protected abstract byte[] request();

  /** Whether these are all the bytes of a right answer to {@link #request}. */
  protected abstract boolean isAnswer(byte[] bytes);

  /** Whether arbitrary bytes are no offence: the protocol is an echo, or reads nothing. */
  protected boolean takesAnyBytes() {
    return false;
  }

  /** Whether a request is whole only when the remote has ended its writing side after it. */
  protected boolean endsItsRequest() {
    return false;
  }

  /**
   * Virtual time within which a stream must have ended after its remote has ended or misbehaved.
   */
  protected Duration patience() {
    return Duration.ofMinutes(2);
  }

  /** The remote's key. */
  protected PublicKey remoteKey() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    return new PublicKey(KeyType.ED25519, Bytes.wrap(key));
  }

  @BeforeEach
  void start() {
    protocol = newProtocol(simulation);
    connection = new SimConnection(simulation, remoteKey());
  }

  @AfterEach
  void nothingIsKept() {
    connection.close(new CloseReason(CloseReason.Kind.SHUTDOWN, "the test ends"));
    simulation.runFor(patience());
    simulation.assertNoLeaks();
  }

  /** A stream, seen from both sides. */
  private record Opened(SimStream local, Duplex remote, DuplexRecorder answers) {}

  private Opened open(LinkSettings settings) {
    Opened opened = openWithoutReading(settings);
    opened.remote().reading(true);
    return opened;
  }

  private Opened openWithoutReading(LinkSettings settings) {
    SimConnection.Opened opened = connection.openedByRemote(protocol.protocols().get(0), settings);
    opened.local().executor().execute(() -> protocol.onStream(opened.local()));
    return new Opened(opened.local(), opened.remote(), DuplexRecorder.attached(opened.remote()));
  }

  private void send(Opened stream, byte[] bytes) {
    if (bytes.length > 0) {
      stream.remote().write(Unpooled.copiedBuffer(bytes));
    }
  }

  private void sendWhole(Opened stream, byte[] bytes) {
    send(stream, bytes);
    if (endsItsRequest()) {
      stream.remote().closeWrite();
    }
  }

  private CloseReason awaitEnd(Opened stream) {
    simulation.await(() -> stream.local().closeReason().isPresent(), patience());
    CloseReason reason = stream.local().closeReason().orElseThrow();
    assertNotEquals(
        CloseReason.Kind.HANDLER_FAILED, reason.kind(), () -> simulation.describe("" + reason));
    return reason;
  }

  @Test
  void itNamesItsProtocolsAndItsLimit() {
    List<String> names = protocol.protocols();
    assertFalse(names.isEmpty());
    assertTrue(names.stream().allMatch(name -> name.startsWith("/")), names::toString);
    assertEquals(names, protocol.protocols());
    assertTrue(protocol.maxInboundStreamsPerConnection() > 0);
  }

  @Test
  void aRequestIsAnsweredWhole() {
    assertAnswered(open(link.withSplitting(Splitting.LARGE)));
  }

  @Test
  void aRequestIsAnsweredByteByByte() {
    assertAnswered(open(link.withSplitting(Splitting.SINGLE)));
  }

  @Test
  void aRequestIsAnsweredInAnyPieces() {
    for (int i = 0; i < 20; i++) {
      assertAnswered(open(link));
    }
  }

  private void assertAnswered(Opened stream) {
    sendWhole(stream, request());
    simulation.await(() -> isAnswer(stream.answers().bytes()), patience());
    stream.remote().close();
    awaitEnd(stream);
  }

  @Test
  void streamsAreServedSideBySide() {
    List<Opened> streams = new ArrayList<>();
    for (int i = 0; i < protocol.maxInboundStreamsPerConnection() && i < 16; i++) {
      streams.add(open(link));
    }
    streams.forEach(stream -> sendWhole(stream, request()));
    streams.forEach(
        stream -> simulation.await(() -> isAnswer(stream.answers().bytes()), patience()));
    streams.forEach(stream -> stream.remote().close());
    streams.forEach(this::awaitEnd);
  }

  @Test
  void garbageEndsTheStreamWithAReason() {
    for (int i = 0; i < GARBAGE_CASES; i++) {
      byte[] garbage = new byte[1 + simulation.random().nextInt(LONGEST_GARBAGE)];
      simulation.random().nextBytes(garbage);
      if (i % 3 == 0) {
        // every number as large as it can be
        Arrays.fill(garbage, (byte) 0xFF);
      }
      Opened stream = open(link);
      send(stream, garbage);
      stream.remote().closeWrite();
      CloseReason reason = awaitEnd(stream);
      assertFalse(reason.message().isBlank());
      if (!takesAnyBytes() && i % 3 == 0) {
        assertNotEquals(CloseReason.Kind.LOCAL, reason.kind(), "garbage is no orderly end");
        assertNotEquals(CloseReason.Kind.REMOTE, reason.kind(), "garbage is no orderly end");
      }
    }
  }

  @Test
  void anImmediateHalfCloseEndsTheStream() {
    Opened stream = open(link);
    stream.remote().closeWrite();
    awaitEnd(stream);
  }

  @Test
  void aTruncatedRequestEndsTheStream() {
    for (int length = 0; length < Math.min(200, request().length); length++) {
      Opened stream = open(link);
      send(stream, Arrays.copyOf(request(), length));
      stream.remote().closeWrite();
      awaitEnd(stream);
    }
  }

  @Test
  void aResetAtAnyPointEndsTheStream() {
    for (int length = 0; length <= Math.min(200, request().length); length++) {
      Opened stream = open(link);
      send(stream, Arrays.copyOf(request(), length));
      int steps = length;
      simulation.scheduler().schedule(Duration.ofMillis(steps), () -> reset(stream));
      awaitEnd(stream);
    }
  }

  private static void reset(Opened stream) {
    stream.remote().reset(CloseReason.LOCAL);
  }

  @Test
  void aRequestThatHasBegunIsAnsweredAfterTheRetirement() {
    int half = request().length / 2;
    Opened stream = open(link);
    send(stream, Arrays.copyOf(request(), half));
    simulation.runFor(Duration.ofSeconds(1));
    retire(stream);
    sendWhole(stream, Arrays.copyOfRange(request(), half, request().length));
    simulation.await(() -> isAnswer(stream.answers().bytes()), patience());
    stream.remote().close();
    awaitEnd(stream);
  }

  @Test
  void anIdleStreamThatIsRetiredGoesOnOrEndsInAnOrderlyWay() {
    Opened stream = open(link);
    simulation.runFor(Duration.ofSeconds(1));
    retire(stream);
    simulation.runFor(Duration.ofSeconds(1));
    stream
        .local()
        .closeReason()
        .ifPresent(reason -> assertTrue(reason.orderly(), reason::toString));
    stream.remote().close();
    awaitEnd(stream);
  }

  /** What the host does when the protocol's service is unregistered. */
  private void retire(Opened stream) {
    List<Throwable> thrown = new ArrayList<>();
    stream
        .local()
        .executor()
        .execute(
            () -> {
              try {
                protocol.onRetired(stream.local());
              } catch (RuntimeException | Error e) {
                thrown.add(e);
              }
            });
    simulation.runUntilIdle();
    assertEquals(List.of(), thrown);
  }

  @Test
  void aRemoteThatNeverReadsCannotFillTheMemory() {
    Opened stream = openWithoutReading(link);
    for (int i = 0; i < GREEDY_REQUESTS && stream.remote().writable(); i++) {
      send(stream, request());
      if (!stream.remote().writable()) {
        simulation.runUntilIdle();
      }
    }
    simulation.runFor(patience());
    stream
        .local()
        .closeReason()
        .ifPresent(
            reason -> {
              assertFalse(reason.message().contains("write.limit"), reason::toString);
              assertNotEquals(CloseReason.Kind.HANDLER_FAILED, reason.kind(), reason::toString);
            });
    reset(stream);
    awaitEnd(stream);
  }
}
