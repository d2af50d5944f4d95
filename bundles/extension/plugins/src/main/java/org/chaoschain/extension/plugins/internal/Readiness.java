// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.time.Clock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Waits until a started bundle's components are up; woken by service events. One waits. */
final class Readiness implements ServiceListener, AutoCloseable {
  // some changes of components come without a service event
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(25).toNanos();

  private final BundleContext context;
  private final ComponentDiagnosis components;
  private final Clock clock;
  private final Semaphore changed = new Semaphore(0);
  private volatile boolean closed;

  Readiness(BundleContext context, ComponentDiagnosis components, Clock clock) {
    this.context = context;
    this.components = components;
    this.clock = clock;
    context.addServiceListener(this);
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    if (changed.availablePermits() == 0) {
      changed.release();
    }
  }

  /** Ends the waiting. */
  @Override
  public void close() {
    closed = true;
    changed.release();
    context.removeServiceListener(this);
  }

  /**
   * Waits.
   *
   * @throws DeploymentException with what is not up when the time is over, or as soon as waiting is
   *     of no use
   */
  void await(Bundle bundle, Duration grace) throws DeploymentException {
    long deadline = clock.nanoTime() + grace.toNanos();
    while (true) {
      changed.drainPermits();
      List<String> problems = problems(bundle);
      if (problems.isEmpty()) {
        components.tryServices(bundle);
        problems = problems(bundle);
        if (problems.isEmpty()) {
          return;
        }
      }
      if (!pause(deadline)) {
        throw new DeploymentException(
            String.join("; ", problems) + " (waited %d ms)".formatted(grace.toMillis()));
      }
    }
  }

  private List<String> problems(Bundle bundle) throws DeploymentException {
    if (!Headers.up(bundle)) {
      throw new DeploymentException("it stopped by itself while its components came up");
    }
    ComponentDiagnosis.Finding finding = components.of(bundle);
    if (finding.hopeless()) {
      throw new DeploymentException(finding.problems());
    }
    return finding.problems();
  }

  /** Returns after a change or a short while; false if no time is left. */
  private boolean pause(long deadline) {
    long left = deadline - clock.nanoTime();
    if (left <= 0 || closed) {
      return false;
    }
    try {
      boolean soon = changed.tryAcquire(Math.min(LOOK_AGAIN_NANOS, left), TimeUnit.NANOSECONDS);
      return soon || !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
