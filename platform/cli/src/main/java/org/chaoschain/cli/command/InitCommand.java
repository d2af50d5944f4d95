// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos init}. */
@Command(
    name = "init",
    description = {
      "Makes a data directory: the node's key (keys/node.key, mode 0600, in libp2p's form)",
      "and a configuration file with comments (chaos.properties)."
    },
    footer = {
      "  chaos init",
      "  chaos init --data ./node-a --name a",
    })
public final class InitCommand extends ChaosCommand {
  private static final String TEMPLATE = "/org/chaoschain/cli/chaos.properties";

  @Option(
      names = "--force",
      description = "Keeps old key and configuration as *.old and makes new ones.")
  private boolean force;

  @Option(names = "--name", paramLabel = "NAME", description = "A name for people.")
  private String name;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      defaultValue = "ed25519",
      description = "ed25519 (default), secp256k1, ecdsa or rsa.")
  private String keyType;

  @Override
  ExitCode execute() {
    KeyType type = type();
    if (force && ControlClient.answers(data())) {
      throw new CliException(
          ExitCode.REFUSED,
          "a node runs on the data directory " + data(),
          "stop it before it gets another identity: chaos stop");
    }
    Path keyFile = data().resolve("keys").resolve(NodeKeyFile.NAME);
    Path settings = data().resolve(KernelOptions.CONFIGURATION_FILE);
    try {
      if (force) {
        putAside(keyFile);
        putAside(settings);
      } else if (Files.exists(keyFile)) {
        throw new CliException(
            ExitCode.REFUSED,
            "there is a node key already: " + keyFile,
            "'chaos id' shows it; --force keeps it as node.key.old and makes a new identity");
      }
      PrivateKey key = create(data(), type, name);
      Map<String, Object> made = new LinkedHashMap<>();
      made.put("data", data().toString());
      made.put("peer_id", key.peerId().toString());
      made.put("key_type", type.toString());
      made.put("key", keyFile.toString());
      made.put("configuration", settings.toString());
      output().result(made);
      output().remark("Start the node with: chaos run" + hint());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FILES,
          "the data directory %s cannot be made: %s".formatted(data(), e),
          "look at its owner, its mode, and the space on its disk");
    }
  }

  /**
   * Makes a data directory with a new key and, if there is none, a configuration file.
   *
   * @param name for people, or null
   * @throws IOException if it cannot be made
   */
  public static PrivateKey create(Path data, KeyType type, String name) throws IOException {
    SecureRandom random = new SecureRandom();
    Path keys = data.resolve("keys");
    makePrivate(data);
    makePrivate(keys);
    PrivateKey key =
        NodeKeyFile.create(keys.resolve(NodeKeyFile.NAME), bytes -> random.nextBytes(bytes), type);
    Path settings = data.resolve(KernelOptions.CONFIGURATION_FILE);
    if (!Files.exists(settings)) {
      String text = template();
      if (name != null) {
        text = text.replaceFirst("(?m)^# node\\.name = .*$", "node.name = " + name);
      }
      Files.writeString(settings, text);
    }
    return key;
  }

  private String hint() {
    return data().endsWith(".chaoschain") ? "" : " --data " + data();
  }

  private KeyType type() {
    try {
      return KeyType.valueOf(keyType.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw usage("--key-type is ed25519, secp256k1, ecdsa or rsa, not '" + keyType + "'");
    }
  }

  private static void putAside(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Path old = file.resolveSibling(file.getFileName() + ".old");
    for (int i = 2; Files.exists(old); i++) {
      old = file.resolveSibling(file.getFileName() + ".old." + i);
    }
    Files.move(file, old);
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
    try (InputStream in = InitCommand.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
