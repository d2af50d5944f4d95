// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The sample PF4J plugin of the packed node, and versions of it. */
final class PollPlugins {
  private static final String SETTINGS = "org/example/poll/poll.properties";

  private PollPlugins() {}

  static Path jar() {
    return Packed.home().resolve("plugins-available").resolve("poll.jar");
  }

  /** The jar as another version, with other marks: "letters" and "numbers" make sense. */
  static Path jar(String version, String marks, Path target) throws IOException {
    Map<String, byte[]> entries = entries(jar());
    Manifest manifest = new Manifest();
    try (JarFile jar = new JarFile(jar().toFile())) {
      manifest.read(jar.getInputStream(jar.getEntry(JarFile.MANIFEST_NAME)));
    }
    manifest.getMainAttributes().putValue("Plugin-Version", version);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    entries.put(JarFile.MANIFEST_NAME, bytes.toByteArray());
    entries.put(SETTINGS, marks(marks));
    return write(entries, target);
  }

  /** The zip as another version. */
  static Path zip(String version, String marks, Path target) throws IOException {
    Map<String, byte[]> entries = zipEntries();
    entries.compute(
        "plugin.properties",
        (name, content) ->
            new String(content, StandardCharsets.UTF_8)
                .replaceFirst("plugin\\.version=.*", "plugin.version=" + version)
                .getBytes(StandardCharsets.UTF_8));
    entries.put("classes/" + SETTINGS, marks(marks));
    return write(entries, target);
  }

  /** The zip with one more entry. */
  static Path zipWith(String entry, Path target) throws IOException {
    Map<String, byte[]> entries = zipEntries();
    entries.put(entry, "evil".getBytes(StandardCharsets.US_ASCII));
    return write(entries, target);
  }

  private static Map<String, byte[]> zipEntries() {
    return entries(jar().resolveSibling("poll.zip"));
  }

  private static byte[] marks(String marks) {
    return ("marks=" + marks).getBytes(StandardCharsets.US_ASCII);
  }

  private static Map<String, byte[]> entries(Path file) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            entries.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static Path write(Map<String, byte[]> entries, Path target) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return target;
  }
}
