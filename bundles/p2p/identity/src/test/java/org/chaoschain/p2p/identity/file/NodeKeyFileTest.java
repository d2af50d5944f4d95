// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyFileTest {
  private final EntropySource entropy = new SplittableRandom(1)::nextBytes;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve(NodeKeyFile.NAME);
  }

  @ParameterizedTest
  @EnumSource
  void holdsTheKeyInTheFormOfLibp2p(KeyType type) throws IOException {
    PrivateKey key = NodeKeyFile.create(file(), entropy, type);
    assertThat(Files.readAllBytes(file())).isEqualTo(key.encode().toArray());
    assertThat(NodeKeyFile.load(file()).publicKey()).isEqualTo(key.publicKey());
  }

  @Test
  void isForItsOwnerAloneAndLeavesNothingElseBehind() throws IOException {
    NodeKeyFile.create(file(), entropy, KeyType.ED25519);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void isNeverReplaced() throws IOException {
    PrivateKey key = NodeKeyFile.create(file(), entropy, KeyType.ED25519);
    assertThatThrownBy(() -> NodeKeyFile.create(file(), entropy, KeyType.ED25519))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(NodeKeyFile.load(file()).publicKey()).isEqualTo(key.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx", "rw-----w-"})
  void isRefusedWhenOthersMayUseIt(String mode) throws IOException {
    NodeKeyFile.create(file(), entropy, KeyType.ED25519);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> NodeKeyFile.load(file()))
        .isInstanceOf(NodeKeyFileException.class)
        .hasMessageContaining("mode " + mode)
        .hasMessageContaining("chmod 600 " + file());
  }

  @Test
  void saysHowToMakeOneWhenItIsMissing() {
    assertThatThrownBy(() -> NodeKeyFile.load(file()))
        .isInstanceOf(NodeKeyFileException.class)
        .hasMessage(file() + ": there is no node key; 'chaos init' makes one");
    assertThatThrownBy(() -> NodeKeyFile.load(folder)).hasMessageContaining("no regular file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 67, 100_000})
  void isRefusedWhenItHoldsNoKey(int size) throws IOException {
    Files.write(file(), new byte[size]);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> NodeKeyFile.load(file()))
        .isInstanceOf(NodeKeyFileException.class)
        .hasMessageContaining("it holds no private key")
        .hasMessageContaining("chaos init");
  }

  @Test
  void needsAFolder() {
    assertThatThrownBy(
            () -> NodeKeyFile.create(folder.resolve("none/node.key"), entropy, KeyType.ED25519))
        .isInstanceOf(IOException.class);
  }
}
