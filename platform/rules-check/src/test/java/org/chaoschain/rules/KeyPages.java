// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.List;
import java.util.Map;
import org.chaoschain.kernel.config.ConfigurationKey;

/** Renders the tables of keys that {@code docs/} has. */
final class KeyPages {
  private KeyPages() {}

  /** All keys, a table for each configuration. */
  static String configuration(DeclaredKeys declared) {
    StringBuilder page = new StringBuilder();
    String pid = "";
    for (ConfigurationKey key : declared.keys()) {
      if (!key.pid().equals(pid)) {
        pid = key.pid();
        page.append("\n### ").append(prefix(key)).append("\n\n");
        page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
      }
      page.append(
          row(code(key.name()), key.expectation(), defaultOf(key), sentence(key.description())));
    }
    return page.append('\n').toString();
  }

  /** The keys of one configuration of which there can be several. */
  static String factory(DeclaredKeys declared, String pid) {
    StringBuilder page = new StringBuilder();
    page.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (ConfigurationKey key : declared.factories()) {
      if (key.pid().equals(pid)) {
        page.append(
            row(
                code(key.attribute()),
                key.expectation(),
                key.defaultValue().isEmpty() ? "needed" : defaultOf(key),
                sentence(key.description())));
      }
    }
    return page.append('\n').toString();
  }

  /** Keys that bound something, each with its counter. */
  static String limits(DeclaredKeys declared, Map<String, String> uncounted) {
    StringBuilder page = new StringBuilder();
    page.append("\n| key | default | bounds | refusals are counted |\n|---|---|---|---|\n");
    for (ConfigurationKey key : declared.amounts()) {
      String name = key.name();
      String counter =
          declared.counted().contains(name)
              ? code("limit.refused{key=" + name + "}")
              : uncounted.getOrDefault(name, "no");
      page.append(row(nameOf(declared, key), defaultOf(key), sentence(key.description()), counter));
    }
    return page.append('\n').toString();
  }

  /** Keys that are times. */
  static String times(DeclaredKeys declared) {
    StringBuilder page = new StringBuilder();
    page.append("\n| key | default | meaning |\n|---|---|---|\n");
    for (ConfigurationKey key : declared.times()) {
      page.append(row(nameOf(declared, key), defaultOf(key), sentence(key.description())));
    }
    return page.append('\n').toString();
  }

  /** One of several configurations has a name of its own. */
  private static String nameOf(DeclaredKeys declared, ConfigurationKey key) {
    return declared.factories().contains(key)
        ? code(prefix(key) + "~NAME") + " " + code(key.attribute())
        : code(key.name());
  }

  private static String prefix(ConfigurationKey key) {
    return key.name().substring(0, key.name().length() - key.attribute().length() - 1);
  }

  private static String defaultOf(ConfigurationKey key) {
    return key.defaultValue().filter(value -> !value.isEmpty()).map(KeyPages::code).orElse("none");
  }

  private static String sentence(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").strip();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", List.of(cells)) + " |\n";
  }
}
