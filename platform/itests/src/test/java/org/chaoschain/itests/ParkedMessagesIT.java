// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages whose type nobody knows wait for the plugin, between two nodes over TCP. */
class ParkedMessagesIT {
  private static final String FISH = "ascii-meme/1 6x1 .<>o=\n><==o>\n";

  @TempDir Path data;
  private LiveNode ada;
  private LiveNode bob;

  @BeforeEach
  void start() throws Exception {
    ada = LiveNode.start(Files.createDirectory(data.resolve("ada")), Map.of());
    bob =
        LiveNode.start(
            Files.createDirectory(data.resolve("bob")),
            Map.of("p2p.bootstrap.peers", String.valueOf(ada.addresses().get(0))));
  }

  @AfterEach
  void stop() throws Exception {
    if (bob != null) {
      bob.stop();
    }
    ada.stop();
  }

  @Test
  void aParkedMessageIsDeliveredOnceItsPluginIsThere() throws Exception {
    String from = agent(ada, "ada");
    String to = agent(bob, "bob");
    ada.await("ada's node reaches bob", () -> sent(from, to));
    assertThat(bob.messages("parked")).isNotEmpty();
    Map<String, ?> parked = bob.messages("parked").get(0);
    assertThat(parked.get("type")).isEqualTo(Packed.TYPE);
    assertThat(parked.get("text")).isEqualTo("a fish");
    assertThat(parked.get("fallback")).isEqualTo(true);
    assertThat(bob.messages("delivered")).isEmpty();

    bob.ask("plugin.install", Map.of("file", Packed.plugin().toString()));
    bob.await("delivered", () -> bob.messages("delivered").size() == 1);
    Map<String, ?> delivered = bob.messages("delivered").get(0);
    assertThat(delivered.get("id")).isEqualTo(parked.get("id"));
    assertThat(String.valueOf(delivered.get("text"))).contains("|><==o>|", "a fish");
    assertThat(delivered.get("fallback")).isEqualTo(false);

    bob.ask("plugin.remove", Map.of("name", Packed.PLUGIN));
    assertThat(sent(from, to)).isTrue();
    bob.await("parked again", () -> bob.messages("parked").size() == 2);
    Packed.drop(Packed.plugin("1.1.0", "shaded"), bob.plugins(), "meme.jar");
    bob.await("delivered", () -> bob.messages("delivered").size() == 2);
    assertThat(String.valueOf(bob.messages("delivered").get(1).get("text"))).contains("▒");
  }

  private boolean sent(String from, String to) throws Exception {
    try {
      Map<String, ?> answer =
          ada.ask(
                  "send",
                  Map.of(
                      "from",
                      from,
                      "to",
                      to,
                      "type",
                      "extension",
                      "extension",
                      "ascii-meme",
                      "body",
                      FISH,
                      "fallback",
                      "a fish"))
              .get(0);
      assertThat(answer.get("status")).isEqualTo("parked");
      return true;
    } catch (org.chaoschain.api.control.ControlException e) {
      return false; // bob's hosting record has not come yet
    }
  }

  private static String agent(LiveNode node, String name) throws Exception {
    return (String) node.ask("agents", Map.of("add", name)).get(0).get("id");
  }
}
