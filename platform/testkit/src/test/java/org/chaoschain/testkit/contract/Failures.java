// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a contract on an implementation that is broken on purpose. */
final class Failures {
  private Failures() {}

  /** The names of the tests that fail, out of all. */
  static Set<String> of(Class<?> contract) {
    return run(List.of(selectClass(contract)));
  }

  /** The names of the tests that fail, out of these. */
  static Set<String> of(Class<?> contract, String... tests) {
    return run(Stream.of(tests).map(test -> selectMethod(contract, test)).toList());
  }

  private static Set<String> run(List<? extends DiscoverySelector> selectors) {
    Set<String> failed = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectors.toArray(DiscoverySelector[]::new))
        .execute()
        .testEvents()
        .failed()
        .list()
        .forEach(event -> failed.add(event.getTestDescriptor().getDisplayName().replace("()", "")));
    return failed;
  }
}
