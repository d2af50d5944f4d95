// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.extension.plugins.internal.gate.ServiceGate;
import org.chaoschain.extension.plugins.internal.health.HealthProbe;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A bundle that has been started and is not seen by the node yet. It passes when its components are
 * up and it is well; then its services are published. What was tried is what will serve: the trial
 * holds each service until it is over. For one thread.
 */
final class Trial implements AutoCloseable {
  private final Bundle bundle;
  private final Health.Status worst;
  private final BundleContext context;
  private final ComponentDiagnosis components;
  private final HealthProbe probe;
  private final ServiceGate gate;
  private final Set<ServiceReference<?>> held = new HashSet<>();
  private String lacks = "its components have not been looked at";

  /**
   * Begins a trial.
   *
   * @param worst how it may be at the worst
   */
  Trial(
      Bundle bundle,
      Health.Status worst,
      BundleContext context,
      ComponentDiagnosis components,
      HealthProbe probe,
      ServiceGate gate) {
    this.bundle = bundle;
    this.worst = worst;
    this.context = context;
    this.components = components;
    this.probe = probe;
    this.gate = gate;
  }

  Bundle bundle() {
    return bundle;
  }

  /** What was missing when it was last looked at. */
  String lacks() {
    return lacks;
  }

  /**
   * Looks once.
   *
   * @return whether it has passed; its services are published then
   * @throws DeploymentException if it never will
   */
  boolean look() throws DeploymentException {
    if (!up()) {
      return false;
    }
    hold();
    if (!up() || !well()) {
      return false;
    }
    List<String> refusals = gate.refusals(bundle);
    if (!refusals.isEmpty()) {
      throw new DeploymentException(refusals);
    }
    gate.publish(bundle);
    return true;
  }

  /** Lets the services go; who has taken one up keeps it. */
  @Override
  public void close() {
    for (ServiceReference<?> each : held) {
      context.ungetService(each);
    }
    held.clear();
  }

  private boolean up() throws DeploymentException {
    if (!Headers.up(bundle)) {
      throw new DeploymentException("it stopped by itself while its components came up");
    }
    ComponentDiagnosis.Finding finding = components.of(bundle);
    if (finding.hopeless()) {
      throw new DeploymentException(finding.problems());
    }
    lacks = String.join("; ", finding.problems());
    return finding.problems().isEmpty();
  }

  /**
   * Uses each service. A delayed component is activated by its first user; this is that user, so
   * that what its activation throws comes to light before the old generation goes.
   */
  private void hold() {
    for (ServiceReference<?> reference : ServiceGate.registered(bundle)) {
      boolean component = reference.getProperty("component.name") != null;
      boolean prototype =
          Constants.SCOPE_PROTOTYPE.equals(reference.getProperty(Constants.SERVICE_SCOPE));
      if (component && !prototype && held.add(reference)) {
        context.getService(reference);
      }
    }
  }

  private boolean well() {
    Health health = probe.look(bundle);
    lacks =
        health.status().compareTo(worst) <= 0
            ? ""
            : "it is not well: %s"
                .formatted(health.reason().isEmpty() ? health.status() : health.reason());
    return lacks.isEmpty();
  }
}
