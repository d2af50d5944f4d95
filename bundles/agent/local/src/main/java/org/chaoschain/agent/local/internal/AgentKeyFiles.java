// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.chaoschain.agent.local.AgentKeys;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.PrivateKey;

/**
 * The keys of the agents as files {@code <name>.key}: libp2p's protobuf form of a private key,
 * readable by its owner alone. A file appears whole or not at all.
 */
final class AgentKeyFiles implements AgentKeys {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final String SUFFIX = ".key";

  private final Path folder;
  private final EntropySource entropy;

  /** A private key that signs as an agent. */
  private record KeySigner(PrivateKey key, AgentId agent) implements MessageSigner {
    @Override
    public Bytes sign(Bytes domainAndBytes) {
      return key.sign(domainAndBytes);
    }

    /** The agent; never the key. */
    @Override
    public String toString() {
      return "key of " + agent;
    }
  }

  AgentKeyFiles(Path folder, EntropySource entropy) {
    this.folder = folder;
    this.entropy = entropy;
  }

  @Override
  public MessageSigner keyOf(String name) throws IOException {
    Path file = folder.resolve(name + SUFFIX);
    PrivateKey key = Files.exists(file) ? load(file) : create(file);
    if (key.type() != KeyType.ED25519) {
      throw new IOException(
          "%s holds a key of type %s; an agent needs an Ed25519 key. Move the file away and a new key is made"
              .formatted(file, key.type()));
    }
    return new KeySigner(key, new AgentId(key.publicKey().data()));
  }

  private PrivateKey create(Path file) throws IOException {
    if (posix()) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    } else {
      Files.createDirectories(folder);
    }
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, entropy);
    Path temporary =
        folder.resolve("." + file.getFileName() + "." + Bytes.wrap(entropy.bytes(8)).hex());
    try {
      write(temporary, key.encode());
      publish(temporary, file);
    } catch (FileAlreadyExistsException e) {
      return load(file);
    } finally {
      Files.deleteIfExists(temporary);
    }
    if (posix()) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    return key;
  }

  /** A hard link fails if the name is taken, which a rename does not. */
  private static void publish(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, file);
    }
  }

  private void write(Path temporary, Bytes content) throws IOException {
    FileAttribute<?>[] attributes =
        posix()
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

  private PrivateKey load(Path file) throws IOException {
    if (posix()) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new IOException(
            "%s: others than its owner may use the agent's key (mode %s); run 'chmod 600 %s'"
                .formatted(file, PosixFilePermissions.toString(permissions), file));
      }
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(PrivateKey.MAX_BYTES + 1);
    }
    try {
      return PrivateKey.decode(Bytes.wrap(content));
    } catch (KeyFormatException e) {
      throw new IOException(
          "%s holds no private key (%s); restore it from a backup, or move it away and a new key, which is a new agent id, is made"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private boolean posix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
