// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Says in words how a bundle is. Safe for use by many threads. */
final class Explanations {
  private final BundleContext context;
  private final ComponentDiagnosis components;

  Explanations(BundleContext context, ComponentDiagnosis components) {
    this.context = context;
    this.components = components;
  }

  /**
   * How a bundle is.
   *
   * @param state one word
   * @param reasons why it is not active; empty if it is
   */
  record Explanation(String state, List<String> reasons) {}

  /** How a plugin is. */
  Explanation of(RunningPlugin plugin) {
    if (plugin.quarantined()) {
      return new Explanation(
          "quarantined",
          List.of(
              "it is in quarantine: %s; its messages wait; once it is mended: chaos plugin release %s"
                  .formatted(plugin.failure(), plugin.desired().name())));
    }
    if (plugin.bundle().isEmpty()) {
      return new Explanation("failed", List.of(plugin.failure()));
    }
    Explanation now = of(plugin.bundle().get());
    if (plugin.failure().isEmpty()) {
      return now;
    }
    List<String> reasons = new ArrayList<>(now.reasons());
    reasons.add(plugin.failure());
    return new Explanation(now.state(), reasons);
  }

  /** How any bundle is. */
  Explanation of(Bundle bundle) {
    if (Headers.up(bundle)) {
      List<String> problems = components.of(bundle).problems();
      return new Explanation(problems.isEmpty() ? "active" : "unsatisfied", problems);
    }
    return switch (bundle.getState()) {
      case Bundle.INSTALLED -> new Explanation("unresolved", unresolved(bundle));
      case Bundle.RESOLVED ->
          new Explanation(
              "stopped",
              List.of(
                  "it is not started: somebody stopped it, or its start failed; the log has the reason"));
      case Bundle.UNINSTALLED -> new Explanation("removed", List.of("it has been uninstalled"));
      default ->
          new Explanation(
              bundle.getState() == Bundle.STARTING ? "starting" : "stopping",
              List.of(
                  "its activator has not returned from its %s"
                      .formatted(bundle.getState() == Bundle.STARTING ? "start" : "stop")));
    };
  }

  /** The bundles of that name, in lower or upper case. */
  List<Bundle> named(String name) {
    List<Bundle> found = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      String other = bundle.getSymbolicName();
      if (other != null && other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        found.add(bundle);
      }
    }
    return found;
  }

  /** The names of all bundles. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName() != null) {
        names.add(bundle.getSymbolicName());
      }
    }
    return names;
  }

  private List<String> unresolved(Bundle bundle) {
    List<String> lacks = new WiringDiagnosis(context).explain(bundle);
    return lacks.isEmpty()
        ? List.of(
            "each of its needs could be met, but nobody has asked the framework to resolve it")
        : lacks;
  }
}
