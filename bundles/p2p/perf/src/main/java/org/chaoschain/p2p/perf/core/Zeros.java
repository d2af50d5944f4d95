// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import io.netty.buffer.Unpooled;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Sends a number of bytes, all zero, as fast as a stream takes them, and then something else. It
 * lets others have their turn on the executor. Inside the stream's executor.
 */
final class Zeros {
  private static final byte[] CHUNK = new byte[64 << 10];
  private static final int CHUNKS_A_TURN = 8;

  private final Stream stream;
  private final Runnable then;
  private final long count;
  private long left;
  private boolean planned;
  private boolean finished;

  Zeros(Stream stream, long count, Runnable then) {
    this.stream = stream;
    this.count = count;
    this.left = count;
    this.then = then;
  }

  /** Sends what is welcome now; to be called again when more is. */
  void send() {
    boolean welcome = true;
    for (int i = 0; i < CHUNKS_A_TURN && left > 0 && welcome && !stream.closed(); i++) {
      int size = (int) Math.min(left, CHUNK.length);
      left -= size;
      welcome = stream.write(Unpooled.wrappedBuffer(CHUNK, 0, size));
    }
    if (finished || stream.closed()) {
      return;
    }
    if (left == 0) {
      finished = true;
      then.run();
    } else if (welcome && !planned) {
      planned = true;
      stream.executor().execute(this::nextTurn);
    }
  }

  /** How many bytes were handed to the stream. */
  long sent() {
    return count - left;
  }

  private void nextTurn() {
    planned = false;
    send();
  }
}
