// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;

/**
 * The sections of the status. Each is asked for its name once, when it comes. A plugin's section
 * never stands in the place of the node's: what the node says of its plugins is the node's. Safe
 * for use by many threads.
 */
final class Sections {
  private static final Comparator<Named> NODE_FIRST =
      Comparator.comparing(Named::ofPlugin)
          .thenComparing(Named::name)
          .thenComparing(Named::id, Comparator.reverseOrder());

  private final Map<Long, Named> byService = new ConcurrentHashMap<>();

  private record Named(String name, StatusSection section, boolean ofPlugin, long id) {}

  /**
   * A section has come.
   *
   * @param properties of its service
   * @param accounts who knows whose it is; without, it is the node's
   * @throws RuntimeException what the section throws when it is asked for its name
   */
  void add(StatusSection section, Map<String, ?> properties, Optional<PluginAccounts> accounts) {
    String plugin = accounts.map(each -> each.of(properties)).orElse(PluginAccount.NODE).plugin();
    byService.put(
        id(properties), new Named(section.name(), section, !plugin.isEmpty(), id(properties)));
  }

  /** A section has gone. */
  void remove(Map<String, ?> properties) {
    byService.remove(id(properties));
  }

  /** Adds what all say to a status; what stands there already stays. */
  void tell(Map<String, Object> status) {
    byService.values().stream()
        .sorted(NODE_FIRST)
        .filter(each -> !status.containsKey(each.name()))
        .forEachOrdered(each -> status.putIfAbsent(each.name(), said(each.section())));
  }

  private static Object said(StatusSection section) {
    try {
      return section.status();
    } catch (RuntimeException | LinkageError e) {
      return Map.of("failure", String.valueOf(e));
    }
  }

  private static long id(Map<String, ?> properties) {
    return (Long) properties.get("service.id");
  }
}
