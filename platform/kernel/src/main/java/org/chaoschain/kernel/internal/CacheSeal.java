// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.felix.framework.FrameworkFactory;
import org.chaoschain.kernel.Kernel;
import org.chaoschain.kernel.feature.FeatureBundle;

/**
 * What tells the next start that it may go on with the framework's cache: the file {@code sealed}
 * beside the cache. An orderly stop writes it, and whoever starts takes it away first, so that
 * after a crash there is none.
 *
 * <p>It names the cache's folder, all that went into the cache, and each file of it with its size
 * and checksum. Only if all of this is still so the cache is used. The checksum tells a file that a
 * crash of the machine left half-written; against somebody who writes to the data directory nothing
 * here protects.
 */
final class CacheSeal {
  /** Another way to fill the cache needs another number. */
  private static final String FORMAT = "4";

  private static final String FILE = "sealed";
  private static final Pattern FOLDER = Pattern.compile("framework-[0-9]+");

  /** The framework holds a lock on it; it is empty. */
  private static final String LOCK = "cache.lock";

  private static final long MAX_BYTES = 16L << 20;

  /** The last line of a seal; one without it was cut off. */
  private static final String END = "end\n";

  private CacheSeal() {}

  /**
   * What goes into the cache: the bundles in their order, each with its level and the state of its
   * jar, and the same of the jars of kernel and framework. A jar that was replaced by one of the
   * same size and time of modification has another inode, or else another time of change.
   *
   * @throws IOException if one of the files cannot be asked
   */
  static String key(List<FeatureBundle> bundles, FileFacts facts, Connector connector)
      throws IOException {
    StringBuilder key = new StringBuilder(8_192);
    key.append("format ").append(FORMAT).append('\n');
    key.append("java ").append(NodeFramework.javaVersion()).append('\n');
    key.append("kernel ").append(Kernel.version()).append(' ');
    key.append(facts.stateOfJar(Kernel.class)).append('\n');
    key.append("framework ").append(facts.stateOfJar(FrameworkFactory.class)).append('\n');
    try {
      for (FeatureBundle bundle : bundles) {
        key.append(bundle.id()).append(" level ").append(bundle.startLevel()).append(' ');
        key.append(connector.location(bundle.file())).append(' ');
        key.append(facts.state(bundle.file())).append('\n');
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return key.toString();
  }

  /**
   * Takes the seal away, and returns the folder that may be used: none if there is no seal, if it
   * was made for something else, or if a file of the folder is not as it was sealed.
   *
   * @param cache the folder with the seal and the framework's folders
   * @throws IOException if the seal cannot be read or taken away; the folder must not be used then
   */
  static Optional<Path> take(Path cache, String key) throws IOException {
    Path file = cache.resolve(FILE);
    String seal;
    try {
      seal = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Files.delete(file);
    int end = seal.indexOf('\n');
    if (end < 0 || !FOLDER.matcher(seal.substring(0, end)).matches()) {
      return Optional.empty();
    }
    Path folder = cache.resolve(seal.substring(0, end));
    return holds(seal, folder, key) ? Optional.of(folder) : Optional.empty();
  }

  /**
   * Whether the seal is for the key, whole, and each file that it names as it was. The folder is
   * not searched for others: there is no seal while anything writes to it.
   */
  private static boolean holds(String seal, Path folder, String key) {
    int begin = seal.indexOf('\n') + 1;
    if (!seal.startsWith(key, begin) || !seal.endsWith(END)) {
      return false;
    }
    CRC32 checksum = new CRC32();
    int end = seal.length() - END.length();
    for (int at = begin + key.length(); at < end; ) {
      int line = seal.indexOf('\n', at);
      int sum = seal.lastIndexOf(' ', line);
      int name = seal.lastIndexOf(' ', sum - 1);
      if (name < at) {
        return false;
      }
      String file = folder + File.separator + seal.substring(at, name);
      try (InputStream in = new FileInputStream(file)) {
        if (!described(in.readNBytes((int) MAX_BYTES), checksum)
            .contentEquals(seal.subSequence(name, line))) {
          return false;
        }
      } catch (IOException e) {
        return false; // a file that cannot be read is not as it was
      }
      at = line + 1;
    }
    return true;
  }

  /** How the seal describes a file, after its name. */
  private static String described(byte[] content, CRC32 checksum) {
    checksum.reset();
    checksum.update(content);
    return " " + content.length + " " + Long.toHexString(checksum.getValue());
  }

  /**
   * Seals a folder that nothing uses any more.
   *
   * @throws IOException if it cannot be read, has more than 16 MiB, or the seal cannot be written:
   *     there is none then
   */
  static void put(Path folder, String key) throws IOException {
    Path file = folder.resolveSibling(FILE);
    Path half = folder.resolveSibling(FILE + ".new");
    Files.writeString(half, text(folder, key));
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String text(Path folder, String key) throws IOException {
    StringBuilder text = new StringBuilder(2 * key.length() + 8_192);
    text.append(folder.getFileName()).append('\n').append(key);
    CRC32 checksum = new CRC32();
    long left = MAX_BYTES;
    for (Map.Entry<String, Path> entry : files(folder).entrySet()) {
      left -= Files.size(entry.getValue());
      if (left < 0) { // each start would read all of it
        throw new IOException(
            "it has more than " + MAX_BYTES + " bytes, which a bundle keeps there");
      }
      byte[] content = Files.readAllBytes(entry.getValue());
      text.append(entry.getKey()).append(described(content, checksum)).append('\n');
    }
    return text.append(END).toString();
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
            && !file.getFileName().toString().equals(LOCK)) {
          files.put(folder.relativize(file).toString(), file);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }
}
