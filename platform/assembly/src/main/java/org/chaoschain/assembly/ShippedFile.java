// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file of a distribution that has no coordinates.
 *
 * @param path where it is in the distribution
 * @param sha256 of its bytes, in hexadecimal digits
 * @param licence what it may be used under
 */
record ShippedFile(String path, String sha256, Licence licence) {
  private static final int MAX_PROPERTIES = 1 << 16;

  /**
   * The zip of a plugin, whose {@code plugin.properties} name its licence.
   *
   * @throws IOException if it cannot be read, or names none
   */
  static ShippedFile plugin(Path home, Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      ZipEntry entry = file.getEntry("plugin.properties");
      Properties properties = new Properties();
      if (entry != null) {
        try (InputStream in = file.getInputStream(entry)) {
          properties.load(new ByteArrayInputStream(in.readNBytes(MAX_PROPERTIES)));
        }
      }
      String licence = properties.getProperty("plugin.license", "");
      if (licence.isEmpty()) {
        throw new IOException(zip + " names no plugin.license in its plugin.properties");
      }
      return new ShippedFile(
          InstalledNode.path(home, zip), Hashes.of(zip), Licence.of(licence, ""));
    }
  }
}
