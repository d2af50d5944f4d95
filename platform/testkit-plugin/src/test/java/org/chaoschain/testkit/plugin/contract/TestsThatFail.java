// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs a suite as JUnit does, and tells what of it fails. */
public final class TestsThatFail {
  private TestsThatFail() {}

  /** The names of the methods, sorted. */
  public static List<String> of(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(suite))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(Event::getTestDescriptor)
        .map(TestDescriptor::getDisplayName)
        .map(name -> name.replaceFirst("\\(.*", ""))
        .sorted()
        .toList();
  }
}
