// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the modules of this project, as the build has just made them, to the layer rules. */
class LayerRulesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();

  private static Reactor reactor;

  @BeforeAll
  static void readTheReactor() throws IOException {
    reactor = Reactor.read(ROOT);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Rule.class)
  void isKeptByEveryModule(Rule rule) {
    Exceptions exceptions = Exceptions.table();
    List<String> broken =
        LayerRules.check(rule, reactor, exceptions).stream().map(Violation::toString).toList();
    if (!broken.isEmpty()) {
      fail(String.join("\n", broken));
    }
    assertEquals(
        List.of(), exceptions.unused(rule), "exceptions.txt has rows that are of no use any more");
  }
}
