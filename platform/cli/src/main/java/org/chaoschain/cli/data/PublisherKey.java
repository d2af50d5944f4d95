// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.data;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;

/** The file of a publisher's key: the form of a node's key, Ed25519, mode 0600. */
public final class PublisherKey {
  private PublisherKey() {}

  /** A key that is kept in memory alone. */
  public static PrivateKey passing() {
    SecureRandom random = new SecureRandom();
    return PrivateKey.generate(KeyType.ED25519, bytes -> random.nextBytes(bytes));
  }

  /**
   * Makes a key and writes its file.
   *
   * @throws CliException if the file is there, or cannot be written
   */
  public static PrivateKey create(Path file) {
    SecureRandom random = new SecureRandom();
    try {
      return NodeKeyFile.create(
          file.toAbsolutePath(), bytes -> random.nextBytes(bytes), KeyType.ED25519);
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          ExitCode.REFUSED,
          "there is a file already: " + file,
          "a key is never overwritten; name another file with --out");
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the key cannot be written: " + e, "");
    }
  }

  /**
   * Reads a key.
   *
   * @throws CliException if it is missing, others than its owner may use it, or it is no Ed25519
   *     key
   */
  public static PrivateKey load(Path file) {
    if (!Files.exists(file)) {
      throw new CliException(
          ExitCode.NOT_FOUND, "there is no key " + file, "'chaos plugin keygen' makes one");
    }
    try {
      PrivateKey key = NodeKeyFile.load(file);
      if (key.type() != KeyType.ED25519) {
        throw new CliException(
            ExitCode.REFUSED,
            "%s holds a key of type %s, and a publisher signs with Ed25519"
                .formatted(file, key.type()),
            "'chaos plugin keygen' makes one");
      }
      return key;
    } catch (IOException e) {
      throw new CliException(ExitCode.REFUSED, e.getMessage(), "");
    }
  }
}
