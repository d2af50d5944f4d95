// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.chaoschain.api.message.MessageListener;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends every record of a message to {@code messages.jsonl}, one JSON object a line; at its size
 * limit the file becomes {@code messages.1.jsonl}, replacing the one before. Lines reach the
 * operating system at once and the disk when it likes. Called in order by the log.
 */
final class Journal implements MessageListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Path file;
  private final Path older;
  private final long maxBytes;
  private final Counter failures;
  private FileChannel channel;
  private long size;
  private boolean warned;

  Journal(Path folder, long maxBytes, Metrics metrics) {
    this.file = folder.resolve("messages.jsonl");
    this.older = folder.resolve("messages.1.jsonl");
    this.maxBytes = maxBytes;
    this.failures = metrics.counter("message.delivery.journal.failures");
  }

  @Override
  public synchronized void onRecord(MessageRecord record) {
    byte[] line = JsonLine.of(RecordView.of(record)).getBytes(StandardCharsets.UTF_8);
    try {
      open();
      if (size > 0 && size + line.length > maxBytes) {
        rotate();
      }
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        size += channel.write(bytes);
      }
    } catch (IOException e) {
      failures.increment();
      if (!warned) {
        warned = true;
        LOG.warn(
            "{} cannot be written ({}); records of messages are missing there. Further failures are counted",
            file,
            e.toString());
      }
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", file, e.toString());
    }
  }

  private void open() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      size = channel.size();
      channel.position(size);
    }
  }

  private void rotate() throws IOException {
    channel.close();
    Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
    open();
  }
}
