// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.VerificationKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.chaoschain.p2p.identity.file.NodeKeyFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNodeIdentityTest {
  @TempDir Path data;

  @Test
  void isTheKeyInTheDataDirectory() throws Exception {
    Path keys = Files.createDirectory(data.resolve("keys"));
    PrivateKey key =
        NodeKeyFile.create(
            keys.resolve("node.key"), new SplittableRandom(1)::nextBytes, KeyType.ED25519);
    FileNodeIdentity identity = new FileNodeIdentity(node());
    assertThat(identity.peerId()).isEqualTo(key.peerId());
    assertThat(identity.publicKey()).isEqualTo(key.publicKey());
    Bytes message = Bytes.fromHex("00ff");
    assertThat(VerificationKey.of(identity.publicKey()).verify(message, identity.sign(message)))
        .isTrue();
  }

  @Test
  void isNotThereWithoutAKey() throws IOException {
    Files.createDirectory(data.resolve("keys"));
    assertThatThrownBy(() -> new FileNodeIdentity(node()))
        .isInstanceOf(NodeKeyFileException.class)
        .hasMessageContaining("chaos init");
  }

  private Node node() {
    return new Node() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public String chainId() {
        return "test";
      }

      @Override
      public String version() {
        return "0";
      }

      @Override
      public Path directory(String name) {
        return data.resolve(name);
      }

      @Override
      public void stop() {}
    };
  }
}
