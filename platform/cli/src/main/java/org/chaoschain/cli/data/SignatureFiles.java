// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.file.PluginArchive;
import org.chaoschain.extension.signing.file.PluginArchiveException;
import org.chaoschain.p2p.identity.core.PrivateKey;

/** Plugin files and the signatures beside them. */
public final class SignatureFiles {
  /** The most bytes of a signature or a list that is read. */
  public static final int MAX_BYTES = 64 << 20;

  private SignatureFiles() {}

  /** Where a plugin file's signature is. */
  public static Path beside(Path plugin) {
    return plugin.resolveSibling(plugin.getFileName() + PluginSignature.SUFFIX);
  }

  /**
   * Reads a plugin file.
   *
   * @throws CliException if it is none
   */
  public static PluginArchive archive(Path file) {
    if (!Files.exists(file)) {
      throw new CliException(ExitCode.NOT_FOUND, "there is no file " + file, "");
    }
    try {
      return PluginArchive.read(file);
    } catch (PluginArchiveException e) {
      throw new CliException(
          ExitCode.USAGE, file + " cannot be signed or verified: " + e.getMessage(), "");
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, file + " cannot be read: " + e.getMessage(), "");
    }
  }

  /**
   * Signs a plugin file and writes the signature.
   *
   * @throws CliException if it cannot be read, signed or written
   */
  public static PluginSignature sign(
      Path file, Path out, Instant created, Optional<Instant> expires, PrivateKey key) {
    PluginSignature signature;
    try {
      signature = PluginSignature.sign(archive(file).content(), created, expires, key);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.USAGE, e.getMessage(), "");
    }
    write(out, signature.encode());
    return signature;
  }

  /** The content of a small file. */
  public static Bytes read(Path file) {
    if (!Files.exists(file)) {
      throw new CliException(ExitCode.NOT_FOUND, "there is no file " + file, "");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CliException(
            ExitCode.USAGE, "%s has more than %d bytes".formatted(file, MAX_BYTES), "");
      }
      return Bytes.wrap(bytes);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, file + " cannot be read: " + e.getMessage(), "");
    }
  }

  /** Writes a file that appears whole or not at all. */
  public static void write(Path file, Bytes content) {
    Path temporary = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".new");
    try {
      Files.write(temporary, content.toArray());
      Files.move(
          temporary,
          file.toAbsolutePath(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, file + " cannot be written: " + e.getMessage(), "");
    }
  }
}
