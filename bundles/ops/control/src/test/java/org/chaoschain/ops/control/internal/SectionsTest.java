// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.junit.jupiter.api.Test;

/** What stands in the status. */
class SectionsTest {
  private static final long PLUGIN = 9;

  /** An account that knows its plugin's name and nothing else. */
  private static final PluginAccount FISH =
      (PluginAccount)
          Proxy.newProxyInstance(
              SectionsTest.class.getClassLoader(),
              new Class<?>[] {PluginAccount.class},
              (proxy, method, arguments) -> "org.example.fish");

  private static final PluginAccounts ACCOUNTS =
      properties -> properties.get("service.bundleid").equals(PLUGIN) ? FISH : PluginAccount.NODE;

  private final Sections sections = new Sections();

  @Test
  void aPluginNeverSpeaksInTheNodesPlace() {
    add("plugins", 1, PLUGIN, () -> Map.of("quarantined", 0));
    add("version", 2, PLUGIN, () -> Map.of("is", "9.9.9"));
    add("fish", 3, PLUGIN, () -> Map.of("fed", true));
    add("plugins", 4, 1, () -> Map.of("quarantined", 1));
    assertThat(told())
        .containsEntry("version", "1.0.0")
        .containsEntry("plugins", Map.of("quarantined", 1))
        .containsEntry("fish", Map.of("fed", true));
  }

  @Test
  void oneThatFailsSaysSoAndTheOthersAreThere() {
    add(
        "fish",
        1,
        PLUGIN,
        () -> {
          throw new IllegalStateException("no water");
        });
    add("host", 2, 1, () -> Map.of("peers", 3));
    assertThat(told()).containsEntry("host", Map.of("peers", 3));
    assertThat(told().get("fish").toString()).contains("no water");
  }

  private Map<String, Object> told() {
    Map<String, Object> status = new LinkedHashMap<>(Map.of("version", "1.0.0"));
    sections.tell(status);
    return status;
  }

  private void add(String name, long id, long bundle, Supplier<Map<String, ?>> said) {
    StatusSection section =
        new StatusSection() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Map<String, ?> status() {
            return said.get();
          }
        };
    sections.add(
        section, Map.of("service.id", id, "service.bundleid", bundle), Optional.of(ACCOUNTS));
  }
}
