// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A key counts as counted by its whole name, and by nothing that only ends like it. */
class LimitKeysTest {
  private static Set<String> keys(String source) {
    return LimitKeys.of(
        Map.of(
            "It",
            source,
            "Config",
            "class Config { static final String KEY_PREFIX = \"p2p.host.\"; }"));
  }

  @Test
  void aPrefixIsResolvedSoThatTheSameEndingIsOneKey() {
    assertEquals(
        Set.of("a.b.max.bytes"),
        keys("String prefix = \"a.b.\"; metrics.limit(prefix + \"max.bytes\", 1, \"bytes\");"));
  }

  @Test
  void aPrefixMayBeOfAnotherClassOrPutTogether() {
    assertEquals(
        Set.of("p2p.host.max.peers"),
        keys("metrics.limit(Config.KEY_PREFIX + \"max.peers\", 1, \"peers\");"));
    assertEquals(
        Set.of("p2p.host.limits.max.peers"),
        keys(
            "static final String LIMITS = Config.KEY_PREFIX + \"limits.\"; limit(metrics, LIMITS +"
                + " \"max.peers\", 1);"));
  }

  @Test
  void aPrefixThatIsNotKnownNamesNoKey() {
    assertEquals(Set.of(), keys("metrics.limit(given + \"max.bytes\", 1, \"bytes\");"));
    assertEquals(Set.of(), keys("metrics.limit(Other.PREFIX + \"max.bytes\", 1, \"bytes\");"));
  }

  @Test
  void aConstantAndAWholeNameAreWhatTheySay() {
    assertEquals(
        Set.of("a.max"), keys("String MAX = \"a.max\"; metrics.limit(MAX, 4, \"bytes\");"));
    assertEquals(Set.of("a.b.max"), keys("metrics.limit(\n  \"a.b.max\", 4, \"bytes\");"));
  }

  @Test
  void aMethodThatPutsThePrefixBeforeItsArgumentDoesSoForItsCallers() {
    assertEquals(
        Set.of("max", "a.max"),
        keys(
            "String P = \"a.\"; Limit limit(String key) { return metrics.limit(P + key, 1, \"x\");"
                + " } Limit l = limit(\"max\");"));
  }
}
