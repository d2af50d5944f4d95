// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the bundles and components of the feature are.
 *
 * @param bundles each bundle, in the order of the feature
 * @param components each component, ordered by name
 */
public record ComponentReport(List<BundleState> bundles, List<ComponentState> components) {
  /** Keeps immutable copies. */
  public ComponentReport {
    bundles = List.copyOf(bundles);
    components = List.copyOf(components);
  }

  /**
   * One bundle.
   *
   * @param name symbolic name and version
   * @param up whether it is resolved and, unless it is a fragment, started
   * @param reasons why it is not up, each one a sentence; empty if it is
   */
  public record BundleState(String name, boolean up, List<String> reasons) {}

  /**
   * One component.
   *
   * @param name the component's name
   * @param bundle the symbolic name of its bundle
   * @param up whether it is satisfied, and active if it is immediate
   * @param waiting whether it is not up only because it waits for services of others
   * @param reasons why it is not up, each one a sentence; empty if it is
   */
  public record ComponentState(
      String name, String bundle, boolean up, boolean waiting, List<String> reasons) {}

  /** Whether every bundle and every component is up. */
  public boolean complete() {
    return bundles.stream().allMatch(BundleState::up)
        && components.stream().allMatch(ComponentState::up);
  }

  /**
   * What is not up and why, a line for each, causes before what waits for them; empty if the report
   * is complete.
   */
  public String problems() {
    return Stream.concat(
            bundles.stream()
                .filter(bundle -> !bundle.up())
                .map(
                    bundle ->
                        "bundle "
                            + bundle.name()
                            + " is not up: "
                            + String.join("; ", bundle.reasons())),
            components.stream()
                .filter(component -> !component.up())
                .sorted(Comparator.comparing(ComponentState::waiting))
                .map(
                    component ->
                        "component %s (%s) is not up: %s"
                            .formatted(
                                component.name(),
                                component.bundle(),
                                String.join("; ", component.reasons()))))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
