// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes are good enough for a plugin. */
class NodeVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1.2.3, *",
    "1.2.3, ''",
    "1.2.3, 1.2.3",
    "1.2.3, 1.0.0",
    "1.2.3, >=1.0.0 & <2.0.0",
    "1.2.3-SNAPSHOT, 1.2.3",
    "1.2.3-SNAPSHOT+build, >=1.2.3",
    "development, >=9.0.0"
  })
  void accepts(String node, String expression) {
    assertThatCode(() -> new NodeVersion(node).require(expression)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.4, it requires a node of version 1.2.4",
    "1.2.3, >=2.0.0, it requires a node of version >=2.0.0",
    "1.2.3, <1.2.3, and this one is 1.2.3",
    "1.2.3, >=>, is no version expression",
    "1.2.3, sometime, is no version expression"
  })
  void refuses(String node, String expression, String reason) {
    assertThatThrownBy(() -> new NodeVersion(node).require(expression))
        .isInstanceOf(CarriedPluginException.class)
        .hasMessageContaining(reason)
        .hasToString(failure(node, expression));
  }

  private static String failure(String node, String expression) {
    try {
      new NodeVersion(node).require(expression);
      return "";
    } catch (CarriedPluginException e) {
      return e.getMessage();
    }
  }
}
