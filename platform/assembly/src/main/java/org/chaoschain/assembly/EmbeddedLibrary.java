// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A library that a bundle carries as a jar inside of it.
 *
 * @param path of its entry in the bundle
 * @param id by what Maven left in it; empty if that is not there, or of several libraries
 * @param sha256 of the entry, 64 lower-case hexadecimal digits
 */
record EmbeddedLibrary(String path, Optional<Coordinates> id, String sha256) {
  private static final int MOST = 256;
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_PROPERTIES = 1 << 16;

  /**
   * Those of a jar, by path; none of what they carry themselves.
   *
   * @throws IOException if it cannot be read, or has more or larger ones than anybody embeds
   */
  static List<EmbeddedLibrary> of(Path jar) throws IOException {
    List<EmbeddedLibrary> found = new ArrayList<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry :
          zip.stream().sorted((a, b) -> a.getName().compareTo(b.getName())).toList()) {
        if (!entry.isDirectory() && entry.getName().endsWith(".jar")) {
          if (found.size() == MOST) {
            throw new IOException(
                "%s has more than %d jars inside; a bundle that carries so many has to be taken apart"
                    .formatted(jar, MOST));
          }
          byte[] bytes = read(zip.getInputStream(entry), MAX_BYTES, jar + "!/" + entry.getName());
          found.add(new EmbeddedLibrary(entry.getName(), id(bytes), Hashes.of(bytes)));
        }
      }
    }
    return found;
  }

  /** The coordinates that Maven left in a jar; empty if there are none, or of several libraries. */
  static Optional<Coordinates> id(byte[] jar) throws IOException {
    List<Coordinates> found = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
          Properties maven = new Properties();
          maven.load(new ByteArrayInputStream(read(zip, MAX_PROPERTIES, entry.getName())));
          coordinates(maven).ifPresent(found::add);
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static Optional<Coordinates> coordinates(Properties maven) {
    try {
      return Optional.of(
          new Coordinates(
              maven.getProperty("groupId", ""),
              maven.getProperty("artifactId", ""),
              maven.getProperty("version", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name that no repository could have
    }
  }

  private static byte[] read(InputStream in, int limit, String what) throws IOException {
    byte[] bytes = in.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new IOException("%s has more than %d bytes".formatted(what, limit));
    }
    return bytes;
  }
}
