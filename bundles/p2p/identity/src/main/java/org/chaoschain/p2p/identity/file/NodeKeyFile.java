// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.PrivateKey;

/**
 * The file of a node's private key: libp2p's protobuf form of a private key, as other libp2p
 * implementations write it, readable by its owner alone. Every method blocks for file access.
 */
public final class NodeKeyFile {
  /** The file's name in the folder {@code keys} of the data directory. */
  public static final String NAME = "node.key";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> FORBIDDEN =
      PosixFilePermissions.fromString("---rwxrwx");

  private NodeKeyFile() {}

  /**
   * Makes a key and writes its file. The file appears whole, with mode 0600, and on the disk; an
   * existing file is never replaced.
   *
   * @param file in a folder that exists
   * @param entropy where the secret comes from
   * @throws FileAlreadyExistsException if the file is there
   * @throws IOException if it cannot be written
   */
  public static PrivateKey create(Path file, EntropySource entropy, KeyType type)
      throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    PrivateKey key = PrivateKey.generate(type, entropy);
    Path folder = file.toAbsolutePath().getParent();
    String suffix = HexFormat.of().formatHex(entropy.bytes(8));
    Path temporary = folder.resolve("." + file.getFileName() + "." + suffix);
    try {
      write(temporary, key.encode());
      publish(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder(folder);
    return key;
  }

  /**
   * Reads the key.
   *
   * @throws NodeKeyFileException if the file is missing, others than its owner may use it, or it
   *     holds no key
   * @throws IOException if it cannot be read
   */
  public static PrivateKey load(Path file) throws IOException {
    checkPermissions(file);
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(PrivateKey.MAX_BYTES + 1);
    }
    try {
      return PrivateKey.decode(Bytes.wrap(content));
    } catch (KeyFormatException e) {
      throw new NodeKeyFileException(
          file,
          "it holds no private key (" + e.getMessage() + ")",
          "restore it from a backup, or move it away and run 'chaos init' for a new identity",
          e);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NodeKeyFileException(
          file,
          "there is no node key",
          "'chaos init' makes one",
          new NoSuchFileException(file.toString()));
    }
    if (!Files.isRegularFile(file)) {
      throw new NodeKeyFileException(
          file, "it is no regular file", "'chaos init' makes a key file where nothing is");
    }
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.stream().anyMatch(FORBIDDEN::contains)) {
      throw new NodeKeyFileException(
          file,
          "others than its owner may use the node key (mode "
              + PosixFilePermissions.toString(permissions)
              + ")",
          "run 'chmod 600 " + file + "', and make a new identity if somebody may have read it");
    }
  }

  private static void write(Path temporary, Bytes content) throws IOException {
    FileAttribute<?>[] attributes =
        temporary.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
      ByteBuffer bytes = content.toByteBuffer();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /**
   * A hard link fails if the name is taken, which a rename does not; where there are none, a rename
   * has to do.
   */
  private static void publish(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
