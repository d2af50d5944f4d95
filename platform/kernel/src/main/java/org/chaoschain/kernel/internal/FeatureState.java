// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.kernel.ComponentReport;
import org.chaoschain.kernel.ComponentReport.BundleState;
import org.chaoschain.kernel.ComponentReport.ComponentState;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the bundles and components of the feature, and wakes whoever waits when something
 * changed.
 */
final class FeatureState implements FrameworkListener, ServiceListener {
  private static final Logger log = LoggerFactory.getLogger(FeatureState.class);

  /** After this the log tells what the node waits for. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** How long a failed component may take to be tried again. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final BundleContext context;
  private final Collection<Bundle> bundles;
  private final Map<Long, Throwable> startFailures = new ConcurrentHashMap<>();
  private long changes;

  FeatureState(BundleContext context, Collection<Bundle> bundles) {
    this.context = context;
    this.bundles = List.copyOf(bundles);
    context.addFrameworkListener(this);
    context.addServiceListener(this);
  }

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() == FrameworkEvent.ERROR) {
      if (bundles.contains(bundle)) {
        startFailures.put(bundle.getBundleId(), event.getThrowable());
      }
      log.debug("framework error at {}", bundle, event.getThrowable());
    } else if (event.getType() == FrameworkEvent.WARNING) {
      log.debug("framework warning at {}", bundle, event.getThrowable());
    }
    changed();
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    changed();
  }

  /**
   * Waits until everything is up, woken by events. It does not wait for what will not come: when
   * something failed, or lacks its configuration, and nothing has changed for a second, that is the
   * result.
   *
   * @param deadline on the scale of {@link System#nanoTime}
   * @return the last report, complete or not
   */
  ComponentReport await(long deadline) throws InterruptedException {
    long warning = System.nanoTime() + PATIENCE.toNanos();
    boolean warned = false;
    while (true) {
      long seen = changes();
      boolean failed = !startFailures.isEmpty(); // before the report, so that it tells of it
      ComponentReport report = report();
      long now = System.nanoTime();
      long left = deadline - now;
      if (report.complete() || left <= 0 || failed) {
        return report;
      }
      if (!warned && now - warning >= 0) {
        log.warn("the node is not up yet:{}{}", System.lineSeparator(), report.problems());
        warned = true;
      }
      boolean hopeless = report.components().stream().anyMatch(c -> !c.up() && !c.waiting());
      long wait = warned ? left : Math.min(left, Math.max(1, warning - now));
      boolean changed = awaitChange(seen, hopeless ? Math.min(left, GRACE.toNanos()) : wait);
      if (hopeless && !changed) {
        return report;
      }
    }
  }

  ComponentReport report() {
    return new ComponentReport(bundleStates(), componentStates());
  }

  private List<BundleState> bundleStates() {
    BundleDiagnosis diagnosis = null;
    List<BundleState> states = new ArrayList<>();
    for (Bundle bundle : bundles) {
      String name = bundle.getSymbolicName() + " " + bundle.getVersion();
      if (up(bundle)) {
        states.add(new BundleState(name, true, List.of()));
      } else {
        if (diagnosis == null) {
          diagnosis = new BundleDiagnosis(context);
        }
        states.add(new BundleState(name, false, reasons(bundle, diagnosis)));
      }
    }
    return states;
  }

  private List<String> reasons(Bundle bundle, BundleDiagnosis diagnosis) {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      return List.of("it has been uninstalled");
    }
    List<String> reasons =
        bundle.getState() == Bundle.INSTALLED ? diagnosis.explain(bundle) : List.of();
    Throwable failure = startFailures.get(bundle.getBundleId());
    if (!reasons.isEmpty()) {
      return reasons;
    }
    if (failure == null) {
      return List.of("it has not been started");
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return List.of("its start failed: " + cause);
  }

  private List<ComponentState> componentStates() {
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    if (reference == null) {
      return List.of();
    }
    try {
      List<Bundle> started =
          bundles.stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE).toList();
      return new ComponentDiagnosis(context.getService(reference), started).states();
    } finally {
      context.ungetService(reference);
    }
  }

  private static boolean up(Bundle bundle) {
    boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    return fragment
        ? bundle.getState() == Bundle.RESOLVED
        : bundle.getState() == Bundle.ACTIVE || lazy(bundle);
  }

  private static boolean lazy(Bundle bundle) {
    String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
    return bundle.getState() == Bundle.STARTING
        && policy != null
        && policy.startsWith(Constants.ACTIVATION_LAZY);
  }

  private synchronized void changed() {
    changes++;
    notifyAll();
  }

  private synchronized long changes() {
    return changes;
  }

  private synchronized boolean awaitChange(long seen, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (changes == seen && left > 0) {
      wait(Math.max(1, left / 1_000_000));
      left = end - System.nanoTime();
    }
    return changes != seen;
  }
}
