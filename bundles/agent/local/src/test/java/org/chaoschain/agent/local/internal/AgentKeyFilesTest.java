// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of agents: made once, kept for their owner alone. */
class AgentKeyFilesTest {
  @TempDir private Path data;

  private final Simulation simulation = new Simulation();

  private AgentKeyFiles keys() {
    return new AgentKeyFiles(data.resolve("agents"), simulation.entropy());
  }

  @Test
  void an_agent_keeps_its_id_and_each_has_its_own() throws IOException {
    MessageSigner first = keys().keyOf("ada");
    assertThat(keys().keyOf("ada").agent()).isEqualTo(first.agent());
    assertThat(keys().keyOf("bob").agent()).isNotEqualTo(first.agent());
    assertThat(first.sign(Bytes.EMPTY).size()).isEqualTo(64);
    assertThat(first.toString()).isEqualTo("key of " + first.agent());
  }

  @Test
  void the_file_is_for_its_owner_alone_and_nothing_else_is_left() throws IOException {
    keys().keyOf("ada");
    Path file = data.resolve("agents/ada.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(data.resolve("agents"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_file_that_others_may_read_is_refused_with_the_remedy() throws IOException {
    keys().keyOf("ada");
    Path file = data.resolve("agents/ada.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> keys().keyOf("ada"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void a_file_that_holds_no_ed25519_key_is_refused() throws IOException {
    keys().keyOf("ada");
    Path file = data.resolve("agents/ada.key");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> keys().keyOf("ada")).hasMessageContaining("holds no private key");
    Files.write(
        file, PrivateKey.generate(KeyType.SECP256K1, simulation.entropy()).encode().toArray());
    assertThatThrownBy(() -> keys().keyOf("ada")).hasMessageContaining("Ed25519");
  }
}
