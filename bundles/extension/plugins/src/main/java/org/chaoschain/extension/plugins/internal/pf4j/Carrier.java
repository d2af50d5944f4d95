// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Constants;

/**
 * The bundle that stands for a PF4J plugin in the framework: a manifest, and a class for its
 * migration if it has one. Its activator is the adapter's, which loads the plugin from the store;
 * so planning, quotas, swap and roll-back need to know of bundles alone. The same plugin at the
 * same place gives the same bytes.
 */
public final class Carrier {
  /** Names the plugin's file in the store. */
  public static final String FILE = "Chaos-Pf4j-File";

  private static final String PACKAGE = "org.chaoschain.extension.pf4j.carrier";
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Carrier() {}

  /**
   * What the framework is to install for a checked file: the file itself, or a carrier of it.
   *
   * @param file in the store
   * @param sha256 what it holds
   * @throws IOException if it cannot be read
   */
  public static InputStream open(Path file, String sha256) throws IOException {
    Optional<Pf4jPlugin> plugin;
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      plugin = Pf4jPlugin.of(jar);
    }
    return plugin.isEmpty()
        ? Files.newInputStream(file)
        : new ByteArrayInputStream(bytes(plugin.get(), file, sha256));
  }

  static byte[] bytes(Pf4jPlugin plugin, Path file, String sha256) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, plugin.id());
    main.putValue(Constants.BUNDLE_VERSION, plugin.bundleVersion().toString());
    main.putValue(Constants.BUNDLE_ACTIVATOR, PACKAGE + ".CarrierActivator");
    main.putValue(Constants.IMPORT_PACKAGE, PACKAGE + ";version=\"[1,2)\"");
    main.putValue(FILE, file.toAbsolutePath().toUri().toASCIIString());
    main.putValue("Chaos-Pf4j-Sha256", sha256);
    main.putValue("Chaos-Pf4j-Layout", plugin.layout().name().toLowerCase(Locale.ROOT));
    for (Map.Entry<String, String> header : plugin.headers().entrySet()) {
      main.putValue(header.getKey(), line(header));
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    manifest.write(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(stored(JarFile.MANIFEST_NAME, content.toByteArray()));
      zip.write(content.toByteArray());
      if (plugin.migration().isPresent()) {
        String name = plugin.migration().get().replace('.', '/');
        byte[] migration =
            MigrationClass.bytes(name, PACKAGE.replace('.', '/') + "/CarriedMigration");
        zip.putNextEntry(stored(name + ".class", migration));
        zip.write(migration);
      }
    }
    return bytes.toByteArray();
  }

  /** A value that stays in its line; the check has refused all others. */
  private static String line(Map.Entry<String, String> header) throws IOException {
    if (!Pf4jPlugin.isLine(header.getValue())) {
      throw new IOException("the value of " + header.getKey() + " is no line");
    }
    return header.getValue();
  }

  /** Not compressed, since how that is done differs from one Java to the next. */
  private static ZipEntry stored(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(NO_TIME);
    return entry;
  }
}
