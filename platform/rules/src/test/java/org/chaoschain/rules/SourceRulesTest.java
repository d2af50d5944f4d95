// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the poms and sources of this project to the rules that need no build. */
class SourceRulesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();

  static Stream<Rule> rules() {
    return LayerRules.BEFORE_THE_BUILD.keySet().stream().sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isKeptByEveryModule(Rule rule) throws IOException {
    Reactor reactor = Reactor.readSources(ROOT);
    List<Violation> found = LayerRules.BEFORE_THE_BUILD.get(rule).check(reactor);
    List<String> broken =
        Exceptions.table().without(found).stream().map(Violation::toString).toList();
    if (!broken.isEmpty()) {
      fail(String.join("\n", broken));
    }
  }
}
