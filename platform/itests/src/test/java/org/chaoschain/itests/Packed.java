// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What the distribution made: the packed node and the sample plugin. */
final class Packed {
  static final String PLUGIN = "org.example.asciimeme";
  static final String TRANSPORT = "org.example.tcp";
  static final String TYPE = "extension/ascii-meme";
  private static final String STYLE = "org/example/asciimeme/ascii-meme.properties";

  private Packed() {}

  static Path home() {
    String text = System.getProperty("chaos.packed", "");
    Path home = Path.of(text).toAbsolutePath().normalize();
    if (text.isEmpty() || !Files.isDirectory(home.resolve("features"))) {
      throw new IllegalStateException(
          "there is no packed node at '%s'; build the module distribution first".formatted(home));
    }
    return home;
  }

  static Path plugin() {
    return home().resolve("plugins-available").resolve("ascii-meme.jar");
  }

  /** The sample plugin as another version; "shaded" or "plain" says how it renders. */
  static byte[] plugin(String version, String style) {
    return copy(plugin(), Map.of("Bundle-Version", version), style);
  }

  /** The node's own TCP transport as a plugin {@link #TRANSPORT} of that version. */
  static byte[] transport(String version) throws IOException {
    return copy(
        bundle("transport-tcp"),
        Map.of(
            "Bundle-SymbolicName", TRANSPORT,
            "Bundle-Version", version,
            "Chaos-Capabilities", "network"),
        "");
  }

  /**
   * A bundle of the node as another version.
   *
   * @param artifact what its file's name begins with
   * @param name the symbolic name, with its directives
   */
  static byte[] renewed(String artifact, String name, String version) throws IOException {
    return copy(
        bundle(artifact), Map.of("Bundle-SymbolicName", name, "Bundle-Version", version), "");
  }

  private static Path bundle(String artifact) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(home().resolve("lib").resolve("bundles"), artifact + "-*.jar")) {
      return found.iterator().next();
    }
  }

  private static byte[] copy(Path from, Map<String, String> headers, String style) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile jar = new JarFile(from.toFile())) {
      Manifest manifest = jar.getManifest();
      headers.forEach(manifest.getMainAttributes()::putValue);
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry : java.util.Collections.list(jar.entries())) {
          if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            out.write(content(jar, entry, style));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Puts a file into a folder at once, as a rename does. */
  static Path drop(byte[] jar, Path folder, String name) {
    try {
      Path temporary = Files.write(folder.resolve("." + name), jar);
      return Files.move(
          temporary,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] content(JarFile jar, JarEntry entry, String style) throws IOException {
    if (entry.getName().equals(STYLE)) {
      return ("style=" + style).getBytes(StandardCharsets.US_ASCII);
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
