// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Properties;
import org.chaoschain.api.message.Message;

/**
 * What one generation of a plugin has handled, a line each: when it began and when it ended, by the
 * virtual machine's clock in nanoseconds, and the text of the message. The first line ties that
 * clock to the time of day. Safe for use by many threads.
 */
final class BenchLog implements AutoCloseable {
  /** The file in the plugin's jar that says where to write, and how many messages are held. */
  static final String SETTINGS = "bench.properties";

  private final BufferedWriter writer;
  private final long holdEvery;
  private final long holdMillis;
  private final long stagger;
  private boolean closed;

  /**
   * Opens the file.
   *
   * @param part what of the plugin writes it
   */
  BenchLog(String part) {
    Properties settings = settings();
    this.holdEvery = Long.parseLong(settings.getProperty("hold.every"));
    this.holdMillis = Long.parseLong(settings.getProperty("hold.ms"));
    this.stagger = holdEvery / Long.parseLong(settings.getProperty("senders"));
    Path file =
        Path.of(settings.getProperty("folder"))
            .resolve(part + "-" + settings.getProperty("version") + ".log");
    try {
      writer =
          Files.newBufferedWriter(file, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
      writer.write("# " + System.nanoTime() + " " + Instant.now() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties settings() {
    Properties settings = new Properties();
    try (InputStream in = BenchLog.class.getResourceAsStream("/" + SETTINGS)) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  /** Handles a message: some are held for a while, so that there is always work in flight. */
  void handle(Message message) {
    BenchText text = BenchText.of(message).orElse(null);
    if (text == null) {
      return;
    }
    long begin = System.nanoTime();
    boolean hold =
        holdEvery > 0 && (text.number() + text.sender() * stagger) % holdEvery == holdEvery - 1;
    if (hold) {
      hold();
    }
    write(begin, System.nanoTime(), text);
  }

  private void hold() {
    try {
      Thread.sleep(holdMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write(long begin, long end, BenchText text) {
    if (closed) {
      throw new IllegalStateException("message " + text + " came after this generation was over");
    }
    try {
      writer.write(begin + " " + end + " " + text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
