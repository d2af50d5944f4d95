// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tables of keys, limits and times in {@code docs/} say what the bundles declare. {@code
 * -Ddocs.update} writes them instead of comparing them.
 */
class DocumentedKeysTest {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();

  /** Where the keys of a configuration that can be there several times are told. */
  private static final Map<String, String> FACTORY_PAGES =
      Map.of("org.chaoschain.agent.llm", "docs/agents/llm.md");

  private static DeclaredKeys declared;
  private static Map<String, String> uncounted;

  @BeforeAll
  static void readTheKeys() throws IOException {
    declared = DeclaredKeys.read(ROOT);
    uncounted = new TreeMap<>();
    Table.read("uncounted-keys.txt", 2).forEach(row -> uncounted.put(row.get(0), row.get(1)));
  }

  @Test
  void configurationPageListsEveryKey() throws IOException {
    assertPage("docs/configuration.md", "keys", KeyPages.configuration(declared));
  }

  @Test
  void limitsPageListsEveryLimit() throws IOException {
    assertPage("docs/limits.md", "limits", KeyPages.limits(declared, uncounted));
  }

  @Test
  void limitsPageListsEveryTime() throws IOException {
    assertPage("docs/limits.md", "times", KeyPages.times(declared));
  }

  @Test
  void pagesOfFactoriesListEveryKey() throws IOException {
    Set<String> pids =
        declared.factories().stream().map(ConfigurationKey::pid).collect(Collectors.toSet());
    assertEquals(FACTORY_PAGES.keySet(), pids, "configurations that can be there several times");
    for (String pid : pids) {
      assertPage(FACTORY_PAGES.get(pid), "keys", KeyPages.factory(declared, pid));
    }
  }

  @Test
  void keysThatAreComputedAreOfUse() throws IOException {
    for (List<String> row : Table.read("computed-keys.txt", 2)) {
      assertTrue(
          declared.keys().stream().anyMatch(key -> key.name().startsWith(row.get(0))),
          "computed-keys.txt has a row that is of no use any more: " + row.get(0));
      assertTrue(Files.exists(ROOT.resolve(row.get(1))), row.get(1) + " is not there");
    }
  }

  @Test
  void everyAmountCountsWhatItRefusesOrSaysWhyNot() {
    List<String> silent =
        declared.amounts().stream()
            .map(ConfigurationKey::name)
            .filter(name -> !declared.counted().contains(name) && !uncounted.containsKey(name))
            .toList();
    assertEquals(
        List.of(),
        silent,
        "keys without a counter: make a Limit with metrics.limit(key, …), or, if the key bounds"
            + " nothing, say why in"
            + " platform/rules-check/src/test/resources/org/chaoschain/rules/uncounted-keys.txt");
  }

  @Test
  void uncountedKeysAreAmountsWithoutCounter() {
    List<String> amounts = declared.amounts().stream().map(ConfigurationKey::name).toList();
    List<String> useless =
        uncounted.keySet().stream()
            .filter(name -> !amounts.contains(name) || declared.counted().contains(name))
            .toList();
    assertEquals(List.of(), useless, "uncounted-keys.txt has rows that are of no use any more");
  }

  @Test
  void everyKeyIsDescribed() {
    assertEquals(
        List.of(),
        Stream.concat(declared.keys().stream(), declared.factories().stream())
            .filter(key -> key.description().isBlank())
            .map(ConfigurationKey::name)
            .toList(),
        "keys without description");
  }

  /**
   * A part of a page is what lies between {@code <!-- begin part -->} and {@code <!-- end part
   * -->}.
   */
  private static void assertPage(String page, String part, String expected) throws IOException {
    Path file = ROOT.resolve(page);
    String text = Files.readString(file);
    String begin = "<!-- begin " + part + " -->\n";
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- end " + part + " -->");
    assertTrue(from >= 0 && to > from, page + " has no " + begin.strip() + " and its end");
    from += begin.length();
    if (System.getProperty("docs.update") != null) {
      Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
      return;
    }
    assertEquals(
        expected,
        text.substring(from, to),
        page
            + " is stale; this brings it up to date: mvn verify -Ddocs.update -pl"
            + " platform/rules-check -am");
  }
}
