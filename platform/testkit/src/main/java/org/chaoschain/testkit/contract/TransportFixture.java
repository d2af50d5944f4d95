// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the subclass of {@link TransportContract} says about its transport, and what the tests have
 * in common.
 */
@ExtendWith(LeakCheck.class)
public abstract class TransportFixture {
  /** The most inbound connections of {@link #limitedTransport}. */
  protected static final int FEW = 2;

  private Transport transport;
  private Waiting waiting;

  /** For the subclass. */
  protected TransportFixture() {}

  /** A fresh transport. Called once before each test. */
  protected abstract Transport newTransport();

  /** A fresh transport that allows at most {@link #FEW} inbound connections. */
  protected abstract Transport limitedTransport();

  /**
   * Stops what the two methods above have made. Called after each test, when all connections were
   * reset.
   */
  protected abstract void stop();

  /** The meters that the transports were given. */
  protected abstract RecordedMetrics metrics();

  /** In which time the transport lives. */
  protected abstract Waiting waiting();

  /** An address that asks for a free port. */
  protected abstract Multiaddr freeAddress();

  /** An address where nobody listens and a dial is refused. */
  protected abstract Multiaddr refusingAddress();

  /**
   * An address where a dial finds no answer at all; the transports' dial deadline is at most 5 s.
   */
  protected abstract Multiaddr silentAddress();

  /** An address of a kind that the transport does not support. */
  protected Multiaddr unsupportedAddress() {
    return Multiaddr.parse("/unix/nowhere");
  }

  /**
   * The most bytes a connection may take from a well-behaved writer while nobody reads, all buffers
   * together.
   */
  protected abstract long mostBytesUnderWay();

  /** More bytes than the hard limit of a connection allows to wait, all buffers together. */
  protected abstract int tooManyBytes();

  @BeforeEach
  void start() {
    waiting = waiting();
    transport = newTransport();
  }

  @AfterEach
  void end() {
    stop();
  }

  /** The transport under test. */
  protected final Transport transport() {
    return transport;
  }

  /** Returns when the condition holds. */
  protected final Waiting await() {
    return waiting;
  }

  /** A listener and what it has accepted. */
  protected record Accepting(Listener listener, List<TransportConnection> accepted) {
    /** The only connection so far, once it is there. */
    TransportConnection only(Waiting waiting) {
      waiting.until(() -> accepted.size() == 1, "one connection accepted");
      return accepted.get(0);
    }
  }

  /** The two ends of a connection. */
  protected record Ends(TransportConnection dialler, TransportConnection acceptor) {}

  /** Listens on a free port. */
  protected final Accepting listen(Transport on) {
    List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
    Listener listener = await().result(on.listen(freeAddress(), accepted::add), "listening");
    return new Accepting(listener, accepted);
  }

  /** A new connection of the transport to itself. */
  protected final Ends connect() {
    Accepting accepting = listen(transport);
    TransportConnection dialled =
        await().result(transport.dial(accepting.listener().address()), "dialling");
    return new Ends(dialled, accepting.only(await()));
  }

  /** Runs a task inside a duplex's executor and waits for its result. */
  protected final <T> T inside(Duplex duplex, Supplier<T> task) {
    List<T> results = new CopyOnWriteArrayList<>();
    duplex.executor().execute(() -> results.add(task.get()));
    await().until(() -> !results.isEmpty(), "a task in the executor");
    return results.get(0);
  }

  /** Runs a task inside a duplex's executor and waits for its end. */
  protected final void runInside(Duplex duplex, Runnable task) {
    assertTrue(
        inside(
            duplex,
            () -> {
              task.run();
              return true;
            }));
  }

  /** A buffer with these bytes. */
  protected static ByteBuf buffer(byte[] bytes) {
    return buffer(bytes, 0, bytes.length);
  }

  /** A buffer with a part of these bytes. */
  protected static ByteBuf buffer(byte[] bytes, int offset, int length) {
    return ByteBufAllocator.DEFAULT.buffer(Math.max(1, length)).writeBytes(bytes, offset, length);
  }

  /** Bytes that differ along the way, so that a swap is seen. */
  protected static byte[] pattern(int size, long seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** Writes bytes in buffers of changing size, without regard to the answers. */
  protected static void writeAll(Duplex duplex, byte[] bytes) {
    SplittableRandom sizes = new SplittableRandom(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      int size = Math.min(bytes.length - from, 1 + sizes.nextInt(10_000));
      duplex.write(buffer(bytes, from, size));
      from += size;
    }
  }

  /** Waits until a recorder has that many bytes. */
  protected final void awaitSize(DuplexRecorder recorder, int size) {
    await().until(() -> recorder.size() >= size, size + " bytes read");
  }

  /** Waits until a recorder was told the end. */
  protected final void awaitClosed(DuplexRecorder recorder) {
    await().until(recorder::closed, "onClosed");
  }

  /** Lets a round trip pass on another connection, so that what could have happened has. */
  protected final void letARoundTripPass() {
    Ends other = connect();
    DuplexRecorder there = DuplexRecorder.reading(other.acceptor());
    DuplexRecorder back = DuplexRecorder.reading(other.dialler());
    other.dialler().write(buffer(new byte[] {1}));
    awaitSize(there, 1);
    other.acceptor().write(buffer(new byte[] {2}));
    awaitSize(back, 1);
    other.dialler().close();
    other.acceptor().close();
  }
}
