// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;

/** Sends 32 bytes and waits for them, again and again on one stream. Inside its executor. */
final class EchoRun implements DuplexHandler {
  private static final byte[] QUESTION = new byte[32];

  private final Stream stream;
  private final long end;
  private final int most;
  private final CompletableFuture<Integer> count = new CompletableFuture<>();
  private int missing;
  private int done;

  private EchoRun(Stream stream, long end, int most) {
    this.stream = stream;
    this.end = end;
    this.most = most;
  }

  /**
   * Starts, and closes the stream at the end.
   *
   * @param end of the time, on the scale of {@link System#nanoTime}
   * @param most how many round trips at most
   * @return how many there were
   */
  static CompletableFuture<Integer> on(Stream stream, long end, int most) {
    EchoRun run = new EchoRun(stream, end, most);
    stream.handler(run);
    stream.reading(true);
    run.ask();
    return run.count;
  }

  private void ask() {
    missing = QUESTION.length;
    stream.write(Unpooled.wrappedBuffer(QUESTION));
  }

  @Override
  public void onRead(ByteBuf data) {
    missing -= data.readableBytes();
    data.release();
    if (missing > 0) {
      return;
    }
    done++;
    if (done < most && System.nanoTime() - end < 0) {
      ask();
    } else {
      stream.close();
      count.complete(done);
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    count.completeExceptionally(reason.toException());
  }
}
