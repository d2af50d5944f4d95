// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.ReplayForm;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepted messages in files of a folder, appended to the youngest. A record has reached the
 * operating system when {@link #accepted} returns, so the end of the process loses none; {@link
 * #sync} brings what was written to the disk, for a loss of power. At a start all that still counts
 * is written into one file, and the others go; while the node runs, the oldest file goes when the
 * younger ones hold as many records as are remembered, or when all in it is void.
 *
 * <p>If the disk refuses, that is told once and counted, and the node goes on: what is accepted
 * from then on may be forgotten by a restart. Safe for use by many threads.
 */
final class ReplayFiles implements ReplayWindow, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayFiles.class);
  private static final String SUFFIX = ".log";
  private static final Pattern NAME = Pattern.compile("[0-9]{10}\\.log");

  /** The youngest file is ended at this part of all that is remembered. */
  private static final int PARTS = 4;

  private final Object disk = new Object();
  private final Path folder;
  private final int maxRecords;
  private final int recordsOfFile;
  private final Duration grace;
  private final Events events;
  private final Counter failures;
  private final Deque<Segment> older = new ArrayDeque<>();
  private final List<FileChannel> ended = new ArrayList<>();
  private byte[] kept = {};
  private long lastNumber;
  private Segment youngest;
  private FileChannel channel;
  private boolean dirty;
  private boolean closed;
  private boolean told;

  /** A file that is not the youngest, or will not be. */
  private static final class Segment {
    private final Path file;
    private int records;
    private long voidAt = Long.MIN_VALUE;

    Segment(Path file) {
      this.file = file;
    }
  }

  /**
   * Reads the folder, or makes it.
   *
   * @param maxRecords so many are kept, and up to a fourth more
   * @param grace for how long after it is void a message is kept, for clocks that are set back
   * @param now what is void by then is left out
   */
  ReplayFiles(
      Path folder, int maxRecords, Duration grace, Metrics metrics, Events events, Instant now) {
    this.folder = folder;
    this.maxRecords = maxRecords;
    this.recordsOfFile = Math.max(1, maxRecords / PARTS);
    this.grace = grace;
    this.events = events;
    this.failures = metrics.counter("message.delivery.replay.failures");
    try {
      Files.createDirectories(folder);
      begin(now);
    } catch (IOException e) {
      closed = true; // what is there is left as it is
      failed("cannot be read", e);
    }
  }

  private void begin(Instant now) throws IOException {
    NavigableMap<Long, Path> files = files();
    ByteArrayOutputStream alive = new ByteArrayOutputStream();
    for (Path file : files.values()) {
      try {
        copyAlive(Files.readAllBytes(file), now.toEpochMilli(), alive);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s: %s; move it away, and what was accepted before may be accepted once more"
                .formatted(file, e.getMessage()),
            e);
      }
    }
    byte[] all = alive.toByteArray();
    int from = Math.max(0, all.length - maxRecords * ReplayForm.RECORD_BYTES);
    kept = Arrays.copyOfRange(all, from, all.length);
    lastNumber = files.isEmpty() ? 0 : files.lastKey();
    writeKept();
    for (Path file : files.values()) {
      Files.delete(file);
    }
  }

  /** The files by their numbers; what a crash has left half-made is removed. */
  private NavigableMap<Long, Path> files() throws IOException {
    NavigableMap<Long, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          files.put(Long.parseLong(name.substring(0, 10)), file);
        } else if (name.endsWith(".tmp")) {
          Files.delete(file);
        }
      }
    }
    return files;
  }

  /** Up to the first record that is not whole: a crash has left it, and nothing comes after it. */
  private static void copyAlive(byte[] file, long nowMillis, ByteArrayOutputStream to) {
    if (file.length < ReplayForm.HEADER_BYTES) {
      return; // ended while it was begun
    }
    ReplayForm.checkHeader(file);
    int at = ReplayForm.HEADER_BYTES;
    for (; ReplayForm.isRecord(file, at); at += ReplayForm.RECORD_BYTES) {
      if (ReplayForm.voidAtMillis(file, at) > nowMillis) {
        to.write(file, at, ReplayForm.RECORD_BYTES);
      }
    }
  }

  /** One file with all that still counts is on the disk before the others go. */
  private void writeKept() throws IOException {
    Path made = file(lastNumber + 1);
    Path temporary = made.resolveSibling(made.getFileName() + ".tmp");
    try (FileChannel to =
        FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      write(to, ByteBuffer.wrap(ReplayForm.header()));
      write(to, ByteBuffer.wrap(kept));
      to.force(true);
    }
    Files.move(temporary, made, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
    lastNumber++;
    youngest = new Segment(made);
    for (int at = 0; at < kept.length; at += ReplayForm.RECORD_BYTES) {
      count(youngest, ReplayForm.voidAtMillis(kept, at));
    }
    channel = FileChannel.open(made, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void kept(Consumer<Bytes> digests) {
    for (int at = 0; at < kept.length; at += ReplayForm.RECORD_BYTES) {
      digests.accept(ReplayForm.digest(kept, at));
    }
    if (kept.length > 0) {
      LOG.info(
          "{} messages that were accepted before this start are remembered",
          kept.length / ReplayForm.RECORD_BYTES);
    }
    kept = new byte[0];
  }

  @Override
  public synchronized void accepted(Bytes signedDigest, Instant voidAt) {
    if (closed) {
      return;
    }
    long millis = voidAt.plus(grace).toEpochMilli();
    byte[] record = ReplayForm.record(signedDigest, millis);
    try {
      append(record, millis);
    } catch (ClosedByInterruptException e) {
      // this thread is to end, which has closed the file under it; the record is not to be lost
      Thread.interrupted();
      again(record, millis);
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failed("cannot be written", e);
    }
  }

  private void again(byte[] record, long millis) {
    try {
      append(record, millis);
    } catch (IOException e) {
      failed("cannot be written", e);
    }
  }

  private void append(byte[] record, long voidAtMillis) throws IOException {
    if (channel == null || youngest.records >= recordsOfFile) {
      beginNext();
    }
    try {
      write(channel, ByteBuffer.wrap(record));
    } catch (IOException e) {
      end(); // the record may be half there, and what comes after it would not be read
      throw e;
    }
    count(youngest, voidAtMillis);
    dirty = true;
  }

  private void beginNext() throws IOException {
    end();
    Path file = file(lastNumber + 1);
    FileChannel next =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    write(next, ByteBuffer.wrap(ReplayForm.header()));
    lastNumber++;
    channel = next;
    youngest = new Segment(file);
    forgetOld();
  }

  /** Nothing more is written to the youngest file. */
  private void end() {
    if (channel != null) {
      ended.add(channel);
      channel = null;
      older.addLast(youngest);
    }
  }

  private void forgetOld() throws IOException {
    long records = older.stream().mapToLong(segment -> segment.records).sum();
    while (!older.isEmpty() && records - older.getFirst().records >= maxRecords) {
      Segment oldest = older.removeFirst();
      records -= oldest.records;
      Files.deleteIfExists(oldest.file);
    }
  }

  private synchronized void forgetVoid(Instant now) throws IOException {
    while (!older.isEmpty() && older.getFirst().voidAt <= now.toEpochMilli()) {
      Files.deleteIfExists(older.removeFirst().file);
    }
  }

  /**
   * Brings to the disk what was written, and removes files of which all is void. Blocks.
   *
   * @param now the time
   */
  void sync(Instant now) {
    synchronized (disk) {
      syncAlone(now);
    }
  }

  private void syncAlone(Instant now) {
    List<FileChannel> done;
    FileChannel open;
    synchronized (this) {
      if (!dirty && ended.isEmpty() && older.isEmpty()) {
        return;
      }
      done = List.copyOf(ended);
      ended.clear();
      open = dirty ? channel : null;
      dirty = false;
    }
    try {
      for (FileChannel each : done) {
        try (each) {
          if (each.isOpen()) {
            each.force(false);
          }
        }
      }
      if (open != null && open.isOpen()) {
        open.force(false);
      }
      forgetVoid(now);
    } catch (IOException e) {
      failed("cannot be brought to the disk", e);
    }
  }

  /** Brings all to the disk; nothing is taken any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      end();
    }
    sync(Instant.EPOCH);
  }

  /** The files now, the oldest first. */
  synchronized List<Path> segments() {
    List<Path> all = new ArrayList<>();
    older.forEach(segment -> all.add(segment.file));
    if (channel != null) {
      all.add(youngest.file);
    }
    return all;
  }

  private Path file(long number) {
    return folder.resolve("%010d%s".formatted(number, SUFFIX));
  }

  private static void count(Segment segment, long voidAtMillis) {
    segment.records++;
    segment.voidAt = Math.max(segment.voidAt, voidAtMillis);
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void failed(String what, IOException cause) {
    failures.increment();
    boolean first;
    synchronized (this) {
      first = !told;
      told = true;
    }
    if (first) {
      String text =
          "The folder %s of accepted messages %s (%s): until this is repaired and the node started again, a message that was accepted may be accepted once more after a restart"
              .formatted(folder, what, cause.getMessage());
      LOG.error("{}", text, cause);
      events.publish(
          new Event(
              Event.Category.SECURITY,
              Event.Severity.CRITICAL,
              "message.replay.unkept",
              text,
              Map.of("folder", folder.toString())));
    }
  }
}
