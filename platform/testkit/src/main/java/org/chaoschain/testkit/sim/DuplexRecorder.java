// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;

/** Reads one duplex and keeps all that comes, for a test to look at from any thread. */
public class DuplexRecorder implements DuplexHandler {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int pieces;
  private boolean ended;
  private int writableCalls;
  private int closeCalls;
  private CloseReason closeReason;

  /** Not attached to a duplex yet. */
  public DuplexRecorder() {}

  /** Attaches a recorder to a duplex and switches reading on, inside the duplex's executor. */
  public static DuplexRecorder reading(Duplex duplex) {
    DuplexRecorder recorder = attached(duplex);
    duplex.reading(true);
    return recorder;
  }

  /** Attaches a recorder to a duplex, inside its executor; reading stays off. */
  public static DuplexRecorder attached(Duplex duplex) {
    DuplexRecorder recorder = new DuplexRecorder();
    duplex.executor().run(() -> duplex.handler(recorder));
    return recorder;
  }

  @Override
  public synchronized void onRead(ByteBuf data) {
    pieces++;
    byte[] piece = new byte[data.readableBytes()];
    data.readBytes(piece).release();
    bytes.writeBytes(piece);
  }

  @Override
  public synchronized void onReadEnd() {
    ended = true;
  }

  @Override
  public synchronized void onWritable() {
    writableCalls++;
  }

  @Override
  public synchronized void onClosed(CloseReason reason) {
    closeCalls++;
    closeReason = reason;
  }

  /** All bytes so far. */
  public synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  /** How many bytes have come so far. */
  public synchronized int size() {
    return bytes.size();
  }

  /** In how many pieces they came. */
  public synchronized int pieces() {
    return pieces;
  }

  /** Whether the remote has ended its writing side. */
  public synchronized boolean ended() {
    return ended;
  }

  /** How often more was welcome again. */
  public synchronized int writableCalls() {
    return writableCalls;
  }

  /** Whether both sides have ended. */
  public synchronized boolean closed() {
    return closeReason != null;
  }

  /** How often the end was told; never more than once. */
  public synchronized int closeCalls() {
    return closeCalls;
  }

  /** Why it has ended; null before. */
  public synchronized CloseReason closeReason() {
    return closeReason;
  }
}
