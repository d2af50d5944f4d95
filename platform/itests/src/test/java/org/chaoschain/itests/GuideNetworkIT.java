// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the plugin guide that change how two nodes connect. */
class GuideNetworkIT {
  @TempDir Path data;

  private LiveNode one;
  private LiveNode two;

  private void start(Map<String, String> settings, KeyType keyOfOne) throws Exception {
    Path folder = Files.createDirectory(data.resolve("one"));
    makeKey(folder, keyOfOne);
    one = LiveNode.start(folder, settings);
    two = LiveNode.start(Files.createDirectory(data.resolve("two")), settings);
  }

  private static void makeKey(Path folder, KeyType type) throws IOException {
    SecureRandom random = new SecureRandom();
    Path keys = Files.createDirectories(folder.resolve("keys"));
    NodeKeyFile.create(keys.resolve(NodeKeyFile.NAME), random::nextBytes, type);
  }

  @AfterEach
  void stop() throws Exception {
    if (two != null) {
      two.stop();
    }
    if (one != null) {
      one.stop();
    }
  }

  private void deploy(String page, LiveNode... nodes) throws Exception {
    Path jar = GuidePage.read(page).plugin(Files.createTempDirectory(data, "page"), "1.0.0");
    for (LiveNode node : nodes) {
      node.ask("plugin.install", Map.of("file", jar.toString()));
    }
  }

  private List<Map<String, ?>> connectToOne() throws Exception {
    return two.ask("connect", Map.of("address", String.valueOf(one.addresses().get(0))));
  }

  @Test
  void secureChannelRefusesOtherKeys() throws Exception {
    start(Map.of(), KeyType.SECP256K1);
    deploy("secure-channel.md", two);

    assertThatThrownBy(this::connectToOne)
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("this network takes Ed25519 alone");
    assertThat(two.ask("peers", Map.of())).isEmpty();

    two.ask("plugin.remove", Map.of("name", "org.example.onekey"));
    assertThat(connectToOne()).hasSize(1);
  }

  @Test
  void secureChannelTakesEd25519() throws Exception {
    start(Map.of(), KeyType.ED25519);
    deploy("secure-channel.md", one, two);

    assertThat(connectToOne()).hasSize(1);
    assertThat(two.ask("peers", Map.of()).get(0).get("security")).isEqualTo("/noise");
  }

  @Test
  void muxerCountsStreams() throws Exception {
    start(Map.of(), KeyType.ED25519);
    deploy("stream-muxer.md", one);
    assertThat(inbound()).isZero();

    connectToOne();
    one.await("streams are counted", () -> inbound() > 0);
  }

  private long inbound() throws Exception {
    Map<?, ?> section = (Map<?, ?>) one.ask("status", Map.of()).get(0).get("streams");
    return ((Number) section.get("inbound")).longValue();
  }

  @Test
  void transportIsListenedOnAndDialled() throws Exception {
    start(Map.of("p2p.host.listen", "/ip4/127.0.0.1/tcp/0/http"), KeyType.ED25519);
    assertThat(one.addresses()).isEmpty();

    deploy("transport.md", one, two);
    one.await("an address of the tunnel", () -> one.addresses().size() == 1);
    assertThat(String.valueOf(one.addresses().get(0))).contains("/http/p2p/");
    connectToOne();
    assertThat(String.valueOf(two.ask("peers", Map.of()).get(0).get("address"))).endsWith("/http");

    one.ask("plugin.remove", Map.of("name", "org.example.tunnel"));
    one.await("no address", () -> one.addresses().isEmpty());
  }
}
