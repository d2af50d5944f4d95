// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Bundles that hold the lock of a file are updated while the node runs: the next generation gets
 * the file when the one before has closed it, and knows what that one knew.
 */
class StoreHandOverIT {
  private static final int UPDATES = 5;
  private static final String BANNED = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

  @TempDir Path data;
  private LiveNode ada;
  private LiveNode bob;

  @BeforeEach
  void start() throws Exception {
    ada = LiveNode.start(Files.createDirectory(data.resolve("ada")), Map.of());
    bob = LiveNode.start(Files.createDirectory(data.resolve("bob")), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    bob.stop();
    ada.stop();
  }

  @Test
  void reputationIsUpdatedAndKnowsTheBansOfTheGenerationBefore() throws Exception {
    ada.ask("bans", Map.of("action", "add", "peer", BANNED, "reason", "sends spam"));
    for (int i = 1; i <= UPDATES; i++) {
      update("p2p-reputation", "org.chaoschain.p2p.reputation", i);
      assertThat(ada.ask("bans", Map.of()))
          .as("generation %d", i)
          .singleElement()
          .satisfies(ban -> assertThat(ban.get("peer")).isEqualTo(BANNED));
    }
    ada.ask("bans", Map.of("action", "lift", "peer", BANNED));
    update("p2p-reputation", "org.chaoschain.p2p.reputation", UPDATES + 1);
    assertThat(ada.ask("bans", Map.of())).isEmpty();
  }

  @Test
  void thePeerStoreIsUpdatedAndKnowsThePeersOfTheGenerationBefore() throws Exception {
    ada.ask("connect", Map.of("address", bob.addresses().get(0).toString()));
    ada.await("bob is remembered", () -> ada.meter("p2p.peerstore.written") > 0);
    for (int i = 1; i <= UPDATES; i++) {
      update("p2p-peerstore", "org.chaoschain.p2p.peerstore", i);
      ada.await("generation " + i + " knows bob", () -> ada.meter("p2p.peerstore.peers") == 1);
    }
    assertThat(ada.meter("p2p.peerstore.write.failures")).isZero();
  }

  /**
   * Updates a bundle of the node as an operator's tool does: it is stopped, what it has goes to the
   * next version, which is started. A second one beside it would not be resolved.
   */
  private void update(String artifact, String name, int version) throws Exception {
    String number = "1." + version + ".0";
    byte[] jar = Packed.renewed(artifact, name + ";singleton:=true", number);
    Bundle bundle = bundle(name);
    bundle.update(new ByteArrayInputStream(jar));
    CountDownLatch refreshed = new CountDownLatch(1);
    ada.context()
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), event -> refreshed.countDown());
    assertThat(refreshed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bundle.getVersion()).hasToString(number);
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void theBundlesOfTheNodeAreSingletonsSoThatNoTwoGenerationsWantTheFile() throws Exception {
    for (String name : List.of("org.chaoschain.p2p.reputation", "org.chaoschain.p2p.peerstore")) {
      assertThat(bundle(name).getHeaders().get("Bundle-SymbolicName"))
          .isEqualTo(name + ";singleton:=true");
    }
  }

  private Bundle bundle(String name) {
    return Arrays.stream(ada.context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }
}
