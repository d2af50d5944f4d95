// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.data.NewData;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chaos init}. */
@Command(
    name = "init",
    description = {
      "Makes a data directory with the node's key and a commented configuration file.",
      "The key is keys/node.key, mode 0600, in libp2p's form; the configuration is chaos.properties."
    },
    footer = {"  chaos init", "  chaos init --data ./node-a --name a"})
final class InitCommand extends ChaosCommand {
  private static final int MAX_NAME = 64;

  @Option(
      names = "--force",
      description = "Keeps an old key and configuration as *.old and makes new ones.")
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
    checkName();
    if (force && ControlClient.answers(data())) {
      throw new CliException(
          ExitCode.REFUSED,
          "a node runs on the data directory " + data(),
          "stop it before it gets another identity: chaos stop");
    }
    Path keyFile = NewData.keyFile(data());
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
      PrivateKey key = NewData.create(data(), type, Optional.ofNullable(name));
      Map<String, Object> made = new LinkedHashMap<>();
      made.put("data", data().toString());
      made.put("peer_id", key.peerId().toString());
      made.put("key_type", type.toString());
      made.put("key", keyFile.toString());
      made.put("configuration", settings.toString());
      output().result(made);
      output().remark("start the node with: chaos run" + hint());
      return ExitCode.OK;
    } catch (IOException e) {
      throw unusable(data(), e);
    }
  }

  /** How a command ends that cannot make a data directory. */
  static CliException unusable(Path data, IOException e) {
    return new CliException(
        ExitCode.FILES,
        "the data directory %s cannot be made: %s".formatted(data, e),
        "look at its owner, its mode, and the space on its disk");
  }

  private String hint() {
    return data().endsWith(".chaoschain") ? "" : " --data " + data();
  }

  private void checkName() {
    if (name == null) {
      return;
    }
    boolean bad = name.isBlank() || name.length() > MAX_NAME;
    if (bad || name.codePoints().anyMatch(Character::isISOControl)) {
      throw usage("--name is 1 to 64 characters on one line");
    }
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
}
