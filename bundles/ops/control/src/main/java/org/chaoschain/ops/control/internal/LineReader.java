// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/** Reads lines of UTF-8, each no longer than a limit. */
final class LineReader {
  private final ReadableByteChannel channel;
  private final Limit maxLine;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

  LineReader(ReadableByteChannel channel, Limit maxLine) {
    this.channel = channel;
    this.maxLine = maxLine;
  }

  /** The next line, or null at the end; a last line without its newline is dropped. */
  String next() throws IOException, LimitExceededException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        maxLine.check("a line of the control channel", line.size() + 1L);
        line.write(b);
      }
      buffer.clear();
      int read = channel.read(buffer);
      buffer.flip();
      if (read < 0) {
        return null;
      }
    }
  }
}
