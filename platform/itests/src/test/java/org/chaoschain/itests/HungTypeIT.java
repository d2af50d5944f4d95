// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.chaoschain.itests.sample.Stuck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message type of a plugin that never returns, in a whole node that goes on. */
class HungTypeIT {
  @TempDir Path data;
  private LiveNode ada;
  private String from;
  private String to;

  @BeforeEach
  void start() throws Exception {
    ada =
        LiveNode.start(
            data,
            Map.of(
                "extension.plugins.quota.handler.time", "300ms",
                "extension.plugins.hang.factor", "4"));
    from = (String) ada.ask("agents", Map.of("add", "from")).get(0).get("id");
    to = (String) ada.ask("agents", Map.of("add", "to")).get(0).get("id");
    Calls.install(ada, Calls.write(data, "echo.jar", SampleJar.echo("1.0.0")));
    Calls.install(ada, Calls.write(data, "stuck.jar", SampleJar.stuck()));
  }

  @AfterEach
  void stop() throws Exception {
    ada.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "handle", "render"})
  void itsPluginIsQuarantinedOtherTypesOfTheSameSenderFlowAndItCanBeReleased(String where)
      throws Exception {
    send("stuck", "good");
    long begun = System.nanoTime();
    CompletableFuture<Void> never =
        CompletableFuture.runAsync(
            () -> {
              try {
                send("stuck", where);
              } catch (Exception e) {
                // it is refused in the end: the records say why
              }
            });
    ada.await(
        "it is quarantined while another type flows",
        () -> {
          send("plain", "x");
          return state().equals("quarantined");
        });
    // 4 times 300 ms, and a look of the watch
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    ada.await("its type is gone", () -> ada.type(Stuck.NAME).isEmpty());
    never.get(30, TimeUnit.SECONDS);
    assertThat(ada.messages(where.equals("validate") ? "rejected" : "failed"))
        .anySatisfy(each -> assertThat(each.toString()).contains("not returned"));
    assertThat(plugin().toString())
        .contains("extension.plugins.hang.factor")
        .contains("at org.chaoschain.itests.sample.Stuck.stay");
    ada.ask("plugin.release", Map.of("name", SampleJar.STUCK));
    assertThat(state()).isEqualTo("active");
    send("stuck", "good");
    send("plain", "x");
  }

  private void send(String type, String text) throws Exception {
    ada.ask(
        "send",
        Map.of(
            "from", from,
            "to", to,
            "type", "extension",
            "extension", type,
            "body", "x",
            "fallback", text));
  }

  private String state() throws Exception {
    return (String) plugin().get("state");
  }

  private Map<String, ?> plugin() throws Exception {
    return ada.ask("plugin.show", Map.of("name", SampleJar.STUCK)).get(0);
  }
}
