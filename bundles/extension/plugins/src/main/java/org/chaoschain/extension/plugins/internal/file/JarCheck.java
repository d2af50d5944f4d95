// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import org.chaoschain.extension.plugins.internal.pf4j.Pf4jPlugin;
import org.chaoschain.extension.signing.core.ArchiveLayout;
import org.chaoschain.extension.signing.core.ArchiveLayoutException;
import org.chaoschain.extension.signing.core.ByteSource;

/**
 * Looks at a jar before the framework does: whether it is whole (every entry is unpacked and its
 * checksum compared), within the limits, free of names that lead elsewhere, compiled for a Java
 * that this node runs, and a bundle. Safe for use by many threads; blocks.
 */
public final class JarCheck {
  private static final int CLASS_MAGIC = 0xCAFEBABE;
  private static final int CLASS_HEAD = 8;
  private static final int FIRST_MAJOR = 44;
  private static final int MAX_MANIFEST = 1 << 20;
  private static final String MANIFEST = JarFile.MANIFEST_NAME;
  private static final String VERSIONS = "META-INF/versions/";
  private static final String PLATFORM = "org/chaoschain/api/";

  private final PluginLimits limits;
  private final int javaVersion;

  /**
   * Checks against limits and a version of Java.
   *
   * @param javaVersion the feature number of the Java that will run the classes, such as 17
   */
  public JarCheck(PluginLimits limits, int javaVersion) {
    this.limits = limits;
    this.javaVersion = javaVersion;
  }

  /**
   * Checks a file that nobody changes any more.
   *
   * @param file what people know it as
   * @throws RejectedPluginException if it is no good plugin
   */
  public PluginFile check(String file, PluginStore.Staged staged) throws RejectedPluginException {
    return check(file, staged, EntryWitness.NONE);
  }

  /**
   * Checks a file that nobody changes any more, before a witness.
   *
   * @param file what people know it as
   * @param witness sees each entry
   * @throws RejectedPluginException if it is no good plugin, or the witness says so
   */
  public PluginFile check(String file, PluginStore.Staged staged, EntryWitness witness)
      throws RejectedPluginException {
    Path path = staged.path();
    try {
      long size = Files.size(path);
      if (!limits.fileBytes().allows(size)) {
        throw RejectedPluginException.beyond(limits.fileBytes(), file, size);
      }
      checkLayout(path);
      try (JarFile jar = new JarFile(path.toFile(), false)) {
        Tally tally = new Tally();
        checkEntries(file, jar, tally, witness);
        Optional<Pf4jPlugin> pf4j = Pf4jPlugin.of(jar);
        if (pf4j.isPresent()) {
          return new Pf4jCheck(this, tally).check(file, staged, jar, pf4j.get());
        }
        Pf4jCheck.refuseNameless(file, jar);
        Manifest manifest = jar.getManifest();
        if (manifest == null) {
          throw RejectedPluginException.wrong(
              file, "has no " + MANIFEST + "; a plugin is a bundle, build it with bnd");
        }
        return ManifestCheck.check(file, manifest.getMainAttributes(), staged.sha256(), size);
      }
    } catch (IOException
        | ArchiveLayoutException
        | IllegalArgumentException
        | SecurityException e) {
      throw RejectedPluginException.broken(
          file, "is no whole jar: %s; copy it again".formatted(e.getMessage()), e);
    }
  }

  /** The framework and a reader that goes from front to back must find the same entries. */
  private static void checkLayout(Path path) throws IOException, ArchiveLayoutException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ArchiveLayout.check(new ByteSource(channel.size(), channel::read), Integer.MAX_VALUE);
    }
  }

  /** What was counted in a file and in the jars in it. */
  static final class Tally {
    private long entries;
    private long unpacked;
  }

  /** Checks the entries of a jar, of a file or of one in it, and counts them. */
  void checkEntries(String file, JarFile jar, Tally tally, EntryWitness witness)
      throws IOException, RejectedPluginException {
    tally.entries += jar.size();
    if (!limits.entries().allows(tally.entries)) {
      throw RejectedPluginException.beyond(limits.entries(), file, tally.entries);
    }
    List<JarEntry> entries = Collections.list(jar.entries());
    Set<String> names = new HashSet<>();
    for (JarEntry entry : entries) {
      checkName(file, entry.getName());
      if (!names.add(entry.getName())) {
        throw RejectedPluginException.wrong(
            file, "has two entries named " + shown(entry.getName()));
      }
    }
    for (JarEntry entry : entries) {
      tally.unpacked += checkEntry(file, jar, entry, tally.unpacked, witness);
    }
  }

  private static void checkName(String file, String name) throws RejectedPluginException {
    boolean leadsElsewhere =
        name.isEmpty()
            || name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.indexOf('\0') >= 0
            || name.matches("[A-Za-z]:.*")
            || List.of(name.split("/", -1)).contains("..");
    if (leadsElsewhere) {
      throw RejectedPluginException.wrong(
          file, "has an entry whose name leads out of the jar: " + shown(name));
    }
    if (name.startsWith(PLATFORM) && name.endsWith(".class")) {
      throw RejectedPluginException.wrong(
          file,
          "carries a copy of the platform's class %s; depend on org.chaoschain:api with scope provided and do not pack it"
              .formatted(shown(name)));
    }
  }

  /** Unpacks an entry without keeping it, and returns its size. */
  private long checkEntry(
      String file, JarFile jar, JarEntry entry, long before, EntryWitness witness)
      throws IOException, RejectedPluginException {
    byte[] head = new byte[CLASS_HEAD];
    byte[] part = new byte[1 << 14];
    CRC32 crc = new CRC32();
    MessageDigest digest = PluginStore.sha256();
    long size = 0;
    boolean manifest = entry.getName().equalsIgnoreCase(MANIFEST);
    try (InputStream in = jar.getInputStream(entry)) {
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        for (int i = 0; i < n && size + i < CLASS_HEAD; i++) {
          head[(int) size + i] = part[i];
        }
        crc.update(part, 0, n);
        digest.update(part, 0, n);
        size += n;
        if (!limits.unpackedBytes().allows(before + size)) {
          throw RejectedPluginException.beyond(limits.unpackedBytes(), file, before + size);
        }
        if (manifest && size > MAX_MANIFEST) {
          throw RejectedPluginException.wrong(
              file, "has a manifest of more than %d bytes".formatted(MAX_MANIFEST));
        }
      }
    }
    if (entry.getSize() != size || entry.getCrc() != crc.getValue()) {
      throw new IOException(
          "entry %s does not have the checksum %08x and the %d bytes that the jar's directory says"
              .formatted(shown(entry.getName()), entry.getCrc(), entry.getSize()));
    }
    witness.entry(entry.getName(), size, digest.digest());
    if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".class")) {
      checkClass(file, entry.getName(), head, size);
    }
    return size;
  }

  private void checkClass(String file, String name, byte[] head, long size)
      throws RejectedPluginException {
    java.nio.ByteBuffer fields = java.nio.ByteBuffer.wrap(head);
    if (size < CLASS_HEAD || fields.getInt() != CLASS_MAGIC) {
      throw RejectedPluginException.wrong(
          file, "has the entry %s, which is no Java class".formatted(shown(name)));
    }
    if (name.startsWith(VERSIONS) || name.endsWith("module-info.class")) {
      return; // the JVM takes only those made for it, and no module descriptor inside a bundle
    }
    int needed = Short.toUnsignedInt(fields.getShort(CLASS_HEAD - 2)) - FIRST_MAJOR;
    if (needed > javaVersion) {
      throw RejectedPluginException.wrong(
          file,
          "is compiled for Java %d (%s), and this node runs on Java %d; compile it with --release 17, or run the node on a newer Java"
              .formatted(needed, shown(name), javaVersion));
    }
  }

  /** A name of an entry, for people. */
  static String shown(String name) {
    String safe = name.replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= 120 ? safe : safe.substring(0, 120) + "…";
  }
}
