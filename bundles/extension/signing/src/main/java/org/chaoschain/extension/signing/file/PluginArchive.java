// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.signing.core.ArchiveLayout;
import org.chaoschain.extension.signing.core.ArchiveLayoutException;
import org.chaoschain.extension.signing.core.ByteSource;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginEntry;
import org.chaoschain.extension.signing.core.PluginKind;

/**
 * A plugin file, read for whoever signs or verifies it outside of a node.
 *
 * @param content what it holds
 * @param capabilities the manifest header {@code Chaos-Capabilities}, empty if there is none
 */
public record PluginArchive(PluginContent content, String capabilities) {
  /** The most bytes of a file that is read. */
  public static final long MAX_BYTES = 1L << 30;

  /** The most bytes that the entries of a file may unpack to. */
  public static final long MAX_UNPACKED_BYTES = 4L << 30;

  /** The most entries of a file. */
  public static final int MAX_ENTRIES = 60_000;

  private static final int MAX_DESCRIPTION_BYTES = 1 << 20;
  private static final String PROPERTIES = "plugin.properties";
  private static final String CLASSES_MANIFEST = "classes/" + JarFile.MANIFEST_NAME;

  /** Who a plugin says it is. */
  private record Description(PluginKind kind, String name, String version, String capabilities) {}

  /**
   * Reads a jar or zip: a bundle, or a PF4J plugin with a plugin id in its manifest or in {@code
   * plugin.properties}.
   *
   * @throws PluginArchiveException if it is no plugin
   * @throws IOException if it cannot be read
   */
  public static PluginArchive read(Path file) throws IOException, PluginArchiveException {
    if (!Files.isRegularFile(file)) {
      throw new PluginArchiveException("it is no regular file");
    }
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new PluginArchiveException(
          "it has %d bytes, and at most %d are read".formatted(size, MAX_BYTES));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ArchiveLayout.check(new ByteSource(channel.size(), channel::read), MAX_ENTRIES);
    } catch (ArchiveLayoutException e) {
      throw new PluginArchiveException(
          e.getMessage() + "; pack it anew with a plain tool such as jar", e);
    }
    Bytes sha256;
    try (InputStream in = Files.newInputStream(file)) {
      sha256 = digest(in, MAX_BYTES).sha256();
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Description said = describe(zip);
      PluginContent content =
          new PluginContent(said.kind(), said.name(), said.version(), size, sha256, entries(zip));
      return new PluginArchive(content, said.capabilities());
    } catch (IllegalArgumentException e) {
      throw new PluginArchiveException(e.getMessage(), e);
    }
  }

  private static List<PluginEntry> entries(ZipFile zip) throws IOException, PluginArchiveException {
    List<PluginEntry> entries = new ArrayList<>();
    long left = MAX_UNPACKED_BYTES;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      try (InputStream in = zip.getInputStream(entry)) {
        Digested digested = digest(in, left);
        left -= digested.size();
        entries.add(new PluginEntry(entry.getName(), digested.size(), digested.sha256()));
      }
    }
    return entries;
  }

  private static Description describe(ZipFile zip) throws IOException, PluginArchiveException {
    Attributes main = manifest(zip, JarFile.MANIFEST_NAME);
    String capabilities = Optional.ofNullable(main.getValue("Chaos-Capabilities")).orElse("");
    String symbolicName = main.getValue("Bundle-SymbolicName");
    if (symbolicName != null) {
      String name = symbolicName.split(";", 2)[0].strip();
      String version = Optional.ofNullable(main.getValue("Bundle-Version")).orElse("").strip();
      return new Description(PluginKind.OSGI, name, version, capabilities);
    }
    Optional<Description> described = pf4j(main);
    if (described.isEmpty()) {
      described = pf4j(manifest(zip, CLASSES_MANIFEST));
    }
    if (described.isEmpty()) {
      described = properties(zip, capabilities);
    }
    return described.orElseThrow(PluginArchive::nothing);
  }

  private static PluginArchiveException nothing() {
    return new PluginArchiveException(
        "it is no plugin: its manifest has neither Bundle-SymbolicName nor Plugin-Id, and there is no "
            + PROPERTIES);
  }

  private static Optional<Description> pf4j(Attributes main) {
    return Optional.ofNullable(main.getValue("Plugin-Id"))
        .map(
            id ->
                new Description(
                    PluginKind.PF4J,
                    id.strip(),
                    Optional.ofNullable(main.getValue("Plugin-Version")).orElse("").strip(),
                    Optional.ofNullable(main.getValue("Chaos-Capabilities")).orElse("")));
  }

  private static Optional<Description> properties(ZipFile zip, String capabilities)
      throws IOException, PluginArchiveException {
    Optional<byte[]> bytes = bytes(zip, PROPERTIES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    properties.load(Bytes.wrap(bytes.get()).toInputStream());
    String id = properties.getProperty("plugin.id", "").strip();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Description(
            PluginKind.PF4J,
            id,
            properties.getProperty("plugin.version", "").strip(),
            properties.getProperty("chaos.capabilities", capabilities)));
  }

  private static Attributes manifest(ZipFile zip, String path)
      throws IOException, PluginArchiveException {
    Optional<byte[]> bytes = bytes(zip, path);
    return bytes.isEmpty()
        ? new Attributes()
        : new Manifest(Bytes.wrap(bytes.get()).toInputStream()).getMainAttributes();
  }

  private static Optional<byte[]> bytes(ZipFile zip, String path)
      throws IOException, PluginArchiveException {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null || entry.isDirectory()) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MAX_DESCRIPTION_BYTES + 1);
      if (bytes.length > MAX_DESCRIPTION_BYTES) {
        throw new PluginArchiveException(
            "its entry %s has more than %d bytes".formatted(path, MAX_DESCRIPTION_BYTES));
      }
      return Optional.of(bytes);
    }
  }

  /** What was read of a stream. */
  private record Digested(long size, Bytes sha256) {}

  private static Digested digest(InputStream in, long limit)
      throws IOException, PluginArchiveException {
    MessageDigest digest = sha256();
    byte[] part = new byte[1 << 16];
    long size = 0;
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      size += n;
      if (size > limit) {
        throw new PluginArchiveException(
            "it unpacks to more than %d bytes".formatted(MAX_UNPACKED_BYTES));
      }
      digest.update(part, 0, n);
    }
    return new Digested(size, Bytes.wrap(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
