// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * Loses frames of direct messages on the receiving node, at random: requests before the real
 * protocol sees them, and its answers before they are written. TCP loses nothing while a connection
 * lives, so a loss of single frames has to be made above it. What was lost is counted by the length
 * of a file.
 */
public final class BenchLoss implements StreamProtocol {
  private static final int MAX_FRAME = 1 << 20;

  private final StreamProtocol real;
  private final FileChannel lost;
  private final Random random;
  private final double share;
  private final Limit maxFrame = new Limit("bench", MAX_FRAME, "bytes", new Uncounted());

  /** Made by Declarative Services. */
  public BenchLoss(StreamProtocol real) {
    this.real = real;
    try (InputStream in = BenchLoss.class.getResourceAsStream("/" + BenchLog.SETTINGS)) {
      Properties settings = new Properties();
      settings.load(in);
      this.share = Integer.parseInt(settings.getProperty("loss.percent")) / 100.0;
      this.random = new Random(Long.parseLong(settings.getProperty("seed")));
      this.lost =
          FileChannel.open(
              Path.of(settings.getProperty("folder")).resolve("lost"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called when it goes. */
  public void deactivate() {
    try {
      lost.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> protocols() {
    return real.protocols();
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return real.maxInboundStreamsPerConnection();
  }

  @Override
  public void onStream(Stream stream) {
    real.onStream(new Lossy(stream));
  }

  private synchronized boolean loses() {
    boolean loses = random.nextDouble() < share;
    if (loses) {
      try {
        lost.write(ByteBuffer.wrap(new byte[] {'.'}));
      } catch (IOException e) {
        return false; // this plugin is gone, and its last streams lose nothing
      }
    }
    return loses;
  }

  private final class Lossy implements Stream {
    private final Stream stream;

    Lossy(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void handler(DuplexHandler handler) {
      stream.handler(new Reader(handler));
    }

    @Override
    public boolean write(ByteBuf data) {
      if (loses()) {
        data.release();
        return stream.writable();
      }
      return stream.write(data);
    }

    @Override
    public SerialExecutor executor() {
      return stream.executor();
    }

    @Override
    public void reading(boolean on) {
      stream.reading(on);
    }

    @Override
    public void unread(ByteBuf data) {
      stream.unread(data);
    }

    @Override
    public boolean writable() {
      return stream.writable();
    }

    @Override
    public void closeWrite() {
      stream.closeWrite();
    }

    @Override
    public void close() {
      stream.close();
    }

    @Override
    public void reset(CloseReason reason) {
      stream.reset(reason);
    }

    @Override
    public boolean closed() {
      return stream.closed();
    }

    @Override
    public long id() {
      return stream.id();
    }

    @Override
    public String protocol() {
      return stream.protocol();
    }

    @Override
    public Connection connection() {
      return stream.connection();
    }

    @Override
    public boolean initiator() {
      return stream.initiator();
    }
  }

  /** Hands on whole frames, but for those that are lost. */
  private final class Reader implements DuplexHandler {
    private final DuplexHandler next;
    private final FrameDecoder decoder = new FrameDecoder("bench", maxFrame);

    Reader(DuplexHandler next) {
      this.next = next;
    }

    @Override
    public void onRead(ByteBuf data) {
      try {
        decoder.decode(data, this::frame);
      } catch (LimitExceededException | FrameDecoder.MalformedFrameException e) {
        throw new IllegalStateException(e);
      }
    }

    private void frame(ByteBuf frame) {
      byte[] bytes = new byte[frame.readableBytes()];
      frame.readBytes(bytes);
      frame.release();
      if (!loses()) {
        next.onRead(FrameDecoder.encode(bytes));
      }
    }

    @Override
    public void onReadEnd() {
      next.onReadEnd();
    }

    @Override
    public void onWritable() {
      next.onWritable();
    }

    @Override
    public void onClosed(CloseReason reason) {
      decoder.release();
      next.onClosed(reason);
    }
  }

  private static final class Uncounted implements Counter {
    @Override
    public void add(long amount) {}

    @Override
    public long value() {
      return 0;
    }
  }
}
