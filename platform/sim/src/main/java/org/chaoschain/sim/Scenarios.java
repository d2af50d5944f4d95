// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scenarios by name. */
public final class Scenarios {
  private static final List<Scenario> ALL = list();

  private static List<Scenario> list() {
    List<Scenario> all = new ArrayList<>();
    all.add(new LossScenario());
    for (Attack attack : Attack.values()) {
      all.add(new AttackScenario(attack));
    }
    all.add(new ChurnScenario());
    all.add(new PartitionScenario());
    all.add(new LookupScenario());
    return List.copyOf(all);
  }

  private Scenarios() {}

  /** All of them, in the order in which they are listed. */
  public static List<Scenario> all() {
    return ALL;
  }

  /** The scenario of that name. */
  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
