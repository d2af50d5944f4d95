// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * holds each service until it is over. A look calls code of the plugin, which may never return: one
 * thread looks, and another may end the trial meanwhile.
 */
final class Trial implements AutoCloseable {
  private final Bundle bundle;
  private final Health.Status worst;
  private final BundleContext context;
  private final ComponentDiagnosis components;
  private final HealthProbe probe;
  private final ServiceGate gate;
  private final Set<ServiceReference<?>> held = ConcurrentHashMap.newKeySet();
  private volatile String lacks = "its components have not been looked at";
  private volatile String calls = "";
  private volatile boolean over;

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

  /** What of the plugin is being called, in words, for a look that does not return. */
  String calls() {
    return calls;
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
    calls = "the activation of one of its components";
    hold();
    calls = "one of its health checks";
    if (!up() || !well()) {
      return false;
    }
    calls = "a service of it, asked for its name,";
    List<String> refusals = gate.refusals(bundle);
    if (!refusals.isEmpty()) {
      throw new DeploymentException(refusals);
    }
    if (over) {
      return false; // it came back too late, and its bundle goes
    }
    gate.publish(bundle);
    return true;
  }

  /** Lets the services go; who has taken one up keeps it. */
  @Override
  public void close() {
    over = true;
    for (ServiceReference<?> each : List.copyOf(held)) {
      if (held.remove(each)) {
        letGo(each);
      }
    }
  }

  private void letGo(ServiceReference<?> reference) {
    try {
      context.ungetService(reference);
    } catch (IllegalStateException e) {
      // the node stops
    }
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
      if (component && !prototype && !over && held.add(reference)) {
        context.getService(reference);
        if (over && held.remove(reference)) {
          letGo(reference);
        }
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
