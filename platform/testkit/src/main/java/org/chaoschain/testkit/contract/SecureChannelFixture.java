// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.security.SecurityHandshakeException;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.LinkSettings.Splitting;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link SecureChannelContract} asks of the subclass, and what its tests have in common. */
@ExtendWith(LeakCheck.class)
public abstract class SecureChannelFixture {
  static final Duration LONG = Duration.ofMinutes(5);
  static final String SECRET = "the treasure is under the old oak";
  static final int MEGABYTE = 1 << 20;

  Simulation simulation;
  NodeIdentity dialler;
  NodeIdentity listener;
  Tap near;
  Tap far;
  DuplexPair pair;

  /** For the subclass. */
  protected SecureChannelFixture() {}

  /** The channel under test for one node, with defaults; it may draw all it needs from there. */
  protected abstract SecureChannel channel(Simulation simulation, NodeIdentity identity);

  /** A fresh identity, another at each call. */
  protected abstract NodeIdentity identity(Simulation simulation);

  @BeforeEach
  void connect() {
    simulation = new Simulation();
    dialler = identity(simulation);
    listener = identity(simulation);
    connect(Splitting.RANDOM);
  }

  @AfterEach
  void everythingIsReleased() {
    disconnect();
    simulation.runFor(LONG);
    simulation.assertNoLeaks();
  }

  void connect(Splitting splitting) {
    pair = DuplexPair.of(simulation, LinkSettings.DEFAULT.withSplitting(splitting));
    near = new Tap(pair.left());
    far = new Tap(pair.right());
  }

  void disconnect() {
    near.reset(CloseReason.LOCAL);
    far.reset(CloseReason.LOCAL);
    simulation.runUntilIdle();
  }

  record Sessions(SecureSession near, SecureSession far) {}

  Sessions handshake() {
    return handshake(request(true, Optional.empty()), request(false, Optional.empty()));
  }

  Sessions handshake(HandshakeRequest ours, HandshakeRequest theirs) {
    CompletableFuture<SecureSession> nearSession = start(near, dialler, ours);
    CompletableFuture<SecureSession> farSession = start(far, listener, theirs);
    return new Sessions(simulation.await(nearSession, LONG), simulation.await(farSession, LONG));
  }

  CompletableFuture<SecureSession> start(
      Duplex raw, NodeIdentity identity, HandshakeRequest request) {
    CompletableFuture<SecureSession> session = new CompletableFuture<>();
    SecureChannel channel = channel(simulation, identity);
    raw.executor()
        .execute(
            () ->
                channel
                    .secure(raw, request)
                    .whenComplete(
                        (secured, failure) -> {
                          if (!raw.executor().inExecutor()) {
                            session.completeExceptionally(
                                new AssertionError("completed outside the executor"));
                          } else if (failure == null) {
                            session.complete(secured);
                          } else {
                            session.completeExceptionally(failure);
                          }
                        }));
    return session;
  }

  static HandshakeRequest request(boolean initiator, Optional<PeerId> expected) {
    return new HandshakeRequest(initiator, expected, List.of());
  }

  void assertRefused(CompletableFuture<SecureSession> session, Duplex raw) {
    assertInstanceOf(SecurityHandshakeException.class, failure(session));
    await(raw::closed);
  }

  Throwable failure(CompletableFuture<SecureSession> session) {
    return simulation.awaitFailure(session, LONG);
  }

  void await(BooleanSupplier condition) {
    simulation.await(condition, LONG);
  }

  void inside(Duplex duplex, Runnable task) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    duplex
        .executor()
        .execute(
            () -> {
              task.run();
              done.complete(true);
            });
    simulation.await(done, LONG);
  }

  ByteBuf text(String text) {
    return buffer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  ByteBuf buffer(byte[] bytes) {
    return simulation.allocator().buffer(Math.max(1, bytes.length)).writeBytes(bytes);
  }

  static byte[] pattern(int size, long seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** Writes in pieces of changing size, the largest above what one message can carry. */
  void writeAll(Duplex duplex, byte[] bytes) {
    inside(
        duplex,
        () -> {
          SplittableRandom sizes = new SplittableRandom(bytes.length);
          for (int from = 0; from < bytes.length; ) {
            int size = Math.min(bytes.length - from, 1 + sizes.nextInt(150_000));
            duplex.write(buffer(Arrays.copyOfRange(bytes, from, from + size)));
            from += size;
          }
        });
  }

  /** Writes as long as it is welcome. */
  final class Writer implements DuplexHandler {
    private final Duplex duplex;
    private final byte[] bytes;
    int written;

    Writer(Duplex duplex, byte[] bytes) {
      this.duplex = duplex;
      this.bytes = bytes;
    }

    void start() {
      duplex.handler(this);
      onWritable();
    }

    @Override
    public void onWritable() {
      boolean welcome = true;
      while (welcome && written < bytes.length) {
        int size = Math.min(16_384, bytes.length - written);
        ByteBuf next = buffer(Arrays.copyOfRange(bytes, written, written + size));
        written += size;
        welcome = duplex.write(next);
      }
    }

    @Override
    public void onRead(ByteBuf data) {
      data.release();
    }
  }

  /** A connection whose bytes the test sees, and changes when they are written. */
  static final class Tap implements Duplex {
    private final Duplex below;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private Function<byte[], List<byte[]>> onWrite = List::of;
    private int dropped;

    Tap(Duplex below) {
      this.below = below;
    }

    void onWrite(Function<byte[], List<byte[]>> change) {
      onWrite = change;
    }

    String seen() {
      return seen.toString(StandardCharsets.ISO_8859_1);
    }

    int dropped() {
      return dropped;
    }

    @Override
    public boolean write(ByteBuf data) {
      byte[] bytes = ByteBufUtil.getBytes(data);
      seen.writeBytes(bytes);
      List<byte[]> changed = onWrite.apply(bytes);
      if (changed.isEmpty()) {
        dropped++;
      }
      boolean welcome = true;
      for (byte[] part : changed) {
        welcome = below.write(data.alloc().buffer(Math.max(1, part.length)).writeBytes(part));
      }
      data.release();
      return welcome;
    }

    @Override
    public SerialExecutor executor() {
      return below.executor();
    }

    @Override
    public void handler(DuplexHandler handler) {
      below.handler(handler);
    }

    @Override
    public void reading(boolean on) {
      below.reading(on);
    }

    @Override
    public void unread(ByteBuf data) {
      below.unread(data);
    }

    @Override
    public boolean writable() {
      return below.writable();
    }

    @Override
    public void closeWrite() {
      below.closeWrite();
    }

    @Override
    public void close() {
      below.close();
    }

    @Override
    public void reset(CloseReason reason) {
      below.reset(reason);
    }

    @Override
    public boolean closed() {
      return below.closed();
    }
  }
}
