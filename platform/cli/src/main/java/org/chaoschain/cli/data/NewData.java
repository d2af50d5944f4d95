// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;

/** Makes data directories. */
public final class NewData {
  private static final String TEMPLATE = "/org/chaoschain/cli/chaos.properties";

  private NewData() {}

  /** The file of the node's key. */
  public static Path keyFile(Path data) {
    return data.resolve("keys").resolve(NodeKeyFile.NAME);
  }

  /**
   * Makes a data directory with a new key and, if there is none, a configuration file.
   *
   * @param name for people
   * @throws java.nio.file.FileAlreadyExistsException if there is a key
   * @throws IOException if it cannot be made
   */
  public static PrivateKey create(Path data, KeyType type, Optional<String> name)
      throws IOException {
    SecureRandom random = new SecureRandom();
    makePrivate(data);
    makePrivate(data.resolve("keys"));
    PrivateKey key = NodeKeyFile.create(keyFile(data), bytes -> random.nextBytes(bytes), type);
    Path settings = data.resolve(KernelOptions.CONFIGURATION_FILE);
    if (!Files.exists(settings)) {
      String text = template();
      if (name.isPresent()) {
        String line = Matcher.quoteReplacement("node.name = " + name.get());
        text = text.replaceFirst("(?m)^# node\\.name = .*$", line);
      }
      Files.writeString(settings, text);
    }
    return key;
  }

  private static void makePrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(folder, mode);
  }

  private static String template() {
    try (InputStream in = NewData.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
