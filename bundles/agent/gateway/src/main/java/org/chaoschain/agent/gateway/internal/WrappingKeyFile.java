// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.chaoschain.agent.gateway.core.SealedKeys;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;

/**
 * The key that seals the keys of the agents of the gateway: 32 random bytes in a file that its
 * owner alone may read. Whoever has this file and the store has the agents' keys.
 */
final class WrappingKeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final EntropySource entropy;

  WrappingKeyFile(Path file, EntropySource entropy) {
    this.file = file;
    this.entropy = entropy;
  }

  /** Whether there is one. */
  boolean exists() {
    return Files.exists(file);
  }

  /**
   * The key; a new one is made if there is none.
   *
   * @throws IOException saying what is wrong with the file and what to do
   */
  Bytes key() throws IOException {
    if (!exists()) {
      create();
    }
    if (posix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(
          "%s: others than its owner may use the key; run 'chmod 600 %s'".formatted(file, file));
    }
    byte[] key;
    try (InputStream in = Files.newInputStream(file)) {
      key = in.readNBytes(SealedKeys.WRAPPING_KEY_SIZE + 1);
    }
    if (key.length != SealedKeys.WRAPPING_KEY_SIZE) {
      throw new IOException(
          "%s does not have %d bytes; restore it from a backup. Without it the keys of the agents in the store are lost"
              .formatted(file, SealedKeys.WRAPPING_KEY_SIZE));
    }
    return Bytes.wrap(key);
  }

  private void create() throws IOException {
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + Bytes.wrap(entropy.bytes(8)).hex());
    FileAttribute<?>[] attributes =
        posix()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
        ByteBuffer key = ByteBuffer.wrap(entropy.bytes(SealedKeys.WRAPPING_KEY_SIZE));
        while (key.hasRemaining()) {
          channel.write(key);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    if (posix()) {
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private boolean posix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
