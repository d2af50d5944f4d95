// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.Inlet;

/**
 * One end of a channel whose other end is the test: it feeds bytes and looks at what was written.
 */
final class TestDuplex implements Duplex {
  final ByteBuf written = Unpooled.buffer();
  final List<ByteBuf> buffers = new ArrayList<>();
  private final ManualLoop loop;
  private final Inlet inlet =
      new Inlet(e -> reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, String.valueOf(e))));
  private TestDuplex other;
  CloseReason closeReason;

  TestDuplex(ManualLoop loop) {
    this.loop = loop;
  }

  /** What one writes, the other reads. */
  void connect(TestDuplex peer) {
    other = peer;
    peer.other = this;
  }

  /** Bytes arrive from the other side. */
  void arrive(byte[] bytes) {
    ByteBuf data = Unpooled.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    buffers.add(data);
    loop.in(() -> inlet.receive(data));
  }

  /** The other side ends its writing. */
  void end() {
    loop.in(inlet::end);
  }

  boolean isReading() {
    return inlet.reading();
  }

  String writtenText() {
    return written.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public SerialExecutor executor() {
    return loop;
  }

  @Override
  public void handler(DuplexHandler handler) {
    inlet.handler(handler);
  }

  @Override
  public void reading(boolean on) {
    inlet.reading(on);
  }

  @Override
  public void unread(ByteBuf data) {
    inlet.unread(data);
  }

  @Override
  public boolean write(ByteBuf data) {
    if (!buffers.contains(data)) {
      buffers.add(data);
    }
    if (closed()) {
      data.release();
    } else if (other != null) {
      loop.execute(() -> other.inlet.receive(data));
    } else {
      written.writeBytes(data);
      data.release();
    }
    return true;
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void closeWrite() {
    if (other != null) {
      loop.execute(other.inlet::end);
    }
  }

  @Override
  public void close() {
    closeWrite();
    end(CloseReason.LOCAL);
  }

  @Override
  public void reset(CloseReason reason) {
    end(reason);
  }

  @Override
  public boolean closed() {
    return closeReason != null;
  }

  private void end(CloseReason reason) {
    if (closeReason == null) {
      closeReason = reason;
      inlet.close(reason);
    }
  }
}
