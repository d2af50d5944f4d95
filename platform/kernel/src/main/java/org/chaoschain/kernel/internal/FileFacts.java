// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * What earlier starts have read out of files that seldom change: features, and the manifests and
 * metatype resources of jars. A fact is a list of texts. It is used as long as the file has the
 * size, the times of modification and change, and the inode that it had before it was read.
 *
 * <p>The file that keeps them has a checksum, and names the version of Java and the kernel's jar;
 * one that does not fit, or cannot be read, is no error: all is read again. Against somebody who
 * writes to the data directory nothing here protects. For several threads.
 */
public final class FileFacts {
  /** Another way to write facts, or anything in them, needs another number. */
  private static final int FORMAT = 2;

  private static final int MAX_BYTES = 4 << 20;

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private final Map<String, List<String>> known;
  private final Map<String, List<String>> used = new ConcurrentHashMap<>();
  private final Map<Path, String> states = new ConcurrentHashMap<>();
  private volatile boolean more;

  private FileFacts(Map<String, List<String>> known) {
    this.known = known;
  }

  /** Knows nothing: all is read. */
  public static FileFacts none() {
    return new FileFacts(Map.of());
  }

  /** What was kept in the file, or nothing if there is none that can be used. */
  static FileFacts of(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        return none();
      }
      return new FileFacts(parse(Files.readAllBytes(file)));
    } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
      return none();
    }
  }

  /**
   * A fact of a file: what an earlier start has read, or else what is read now.
   *
   * @throws X if it has to be read and cannot
   * @throws UncheckedIOException if the file's state cannot be asked
   */
  public <T, X extends Exception> T get(Path file, Kind<T, X> kind) throws X {
    String key = kind.name() + " " + state(file);
    List<String> texts = used.getOrDefault(key, known.get(key));
    if (texts != null) {
      used.put(key, texts);
      return kind.of(file, texts);
    }
    T fact = kind.read(file);
    kind.texts(fact)
        .ifPresent(
            written -> {
              used.put(key, written);
              more = true;
            });
    return fact;
  }

  /**
   * A kind of fact.
   *
   * @param <T> what it is
   * @param <X> what reading it throws
   */
  public interface Kind<T, X extends Exception> {
    /** One word. */
    String name();

    /** Reads it out of the file. */
    T read(Path file) throws X;

    /** What is kept of it, or nothing if that cannot be written down. */
    Optional<List<String>> texts(T fact);

    /** The fact again, of what was kept. */
    T of(Path file, List<String> texts);
  }

  /**
   * Where a file is and how it is now, in one line; it is asked once.
   *
   * @throws UncheckedIOException if it cannot be asked
   */
  String state(Path file) {
    return states.computeIfAbsent(file, FileFacts::stateOf);
  }

  /** The same for the jar, or the folder, that has a class. */
  String stateOfJar(Class<?> type) {
    return state(jar(type));
  }

  /** The jar, or the folder, that has a class. */
  public static Path jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where " + type.getName() + " is loaded from is no file", e);
    }
  }

  private static String stateOf(Path file) {
    Map<String, Object> attributes;
    try {
      attributes =
          Files.readAttributes(
              file,
              UNIX ? "unix:size,lastModifiedTime,ctime,ino" : "size,lastModifiedTime,fileKey");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder state = new StringBuilder(200).append(file.toAbsolutePath());
    for (Object value : new TreeMap<>(attributes).values()) {
      state.append(' ');
      state.append(value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : value);
    }
    return state.toString();
  }

  /**
   * Keeps what this run has used, if the file does not have all of it.
   *
   * @throws IOException if it cannot be written; the file is as it was then, or gone
   */
  void keep(Path file) throws IOException {
    if (!more) {
      return;
    }
    byte[] content = content();
    if (content.length > MAX_BYTES) {
      Files.deleteIfExists(file);
      return;
    }
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.write(half, content);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] content() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0); // the checksum's place
    write(out, maker());
    out.writeInt(used.size());
    for (Map.Entry<String, List<String>> entry : used.entrySet()) {
      write(out, entry.getKey());
      out.writeInt(entry.getValue().size());
      for (String text : entry.getValue()) {
        write(out, text);
      }
    }
    byte[] content = bytes.toByteArray();
    ByteBuffer.wrap(content).putLong(checksum(content));
    return content;
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Map<String, List<String>> parse(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    if (in.getLong() != checksum(content) || !text(in).equals(maker())) {
      return Map.of();
    }
    Map<String, List<String>> facts = new HashMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      String key = text(in);
      int count = in.getInt();
      List<String> fact = new ArrayList<>(Math.min(count, 64));
      for (int i = 0; i < count; i++) {
        fact.add(text(in));
      }
      facts.put(key, fact);
    }
    return facts;
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a text of " + length + " bytes");
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static long checksum(byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content, Long.BYTES, content.length - Long.BYTES);
    return sum.getValue();
  }

  private static String maker() {
    return FORMAT + " " + NodeFramework.javaVersion() + " " + stateOf(jar(FileFacts.class));
  }
}
