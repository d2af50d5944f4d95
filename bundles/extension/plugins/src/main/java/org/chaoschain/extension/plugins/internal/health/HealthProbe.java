// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.health;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.HealthCheck;
import org.chaoschain.extension.plugins.internal.gate.ServiceGate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Asks the health checks of a bundle. Never one of them twice at once; safe for many threads. */
public final class HealthProbe {
  private final BundleContext context;
  private final Executor workers;
  private final Duration timeout;
  private final Map<Long, Thread> running = new ConcurrentHashMap<>();

  /**
   * Asks nobody yet.
   *
   * @param timeout how long one check may take
   */
  public HealthProbe(BundleContext context, Executor workers, Duration timeout) {
    this.context = context;
    this.workers = workers;
    this.timeout = timeout;
  }

  /** The worst of what a bundle's health checks say; fine if it has none. Blocks. */
  public Health look(Bundle bundle) {
    Health worst = Health.FINE;
    for (ServiceReference<?> reference : ServiceGate.registered(bundle)) {
      String[] types = (String[]) reference.getProperty(Constants.OBJECTCLASS);
      if (Set.of(types).contains(HealthCheck.class.getName())) {
        Health health = look(reference);
        if (health.status().compareTo(worst.status()) > 0) {
          worst = health;
        }
        if (worst.status() == Health.Status.CRITICAL) {
          return worst; // many that hang must not take a worker each
        }
      }
    }
    return worst;
  }

  private Health look(ServiceReference<?> reference) {
    Long id = (Long) reference.getProperty(Constants.SERVICE_ID);
    if (running.containsKey(id)) {
      return critical("its health check has not returned since it was last asked");
    }
    CompletableFuture<Health> answer = new CompletableFuture<>();
    try {
      workers.execute(() -> run(reference, id, answer));
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is never a failure", e);
    } catch (TimeoutException e) {
      return critical(
          "its health check has not returned after %d ms; the key extension.plugins.health.timeout changes that"
              .formatted(timeout.toMillis()));
    } catch (RejectedExecutionException e) {
      return new Health(Health.Status.WARN, "its health check was not asked: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Health(Health.Status.WARN, "its health check was not asked: the node stops");
    }
  }

  private void run(ServiceReference<?> reference, Long id, CompletableFuture<Health> answer) {
    if (running.putIfAbsent(id, Thread.currentThread()) != null) {
      answer.complete(critical("its health check has not returned since it was last asked"));
      return;
    }
    Health health;
    try {
      health = ask(reference);
    } catch (Throwable e) { // a plugin may throw anything
      health = critical("its health check failed: " + e);
    } finally {
      running.remove(id); // first: who gets the answer may ask again at once
      try {
        context.ungetService(reference);
      } catch (IllegalStateException e) {
        // the node stops
      }
    }
    answer.complete(health);
  }

  private Health ask(ServiceReference<?> reference) {
    if (!(context.getService(reference) instanceof HealthCheck check)) {
      return critical("its health check cannot be had; the log has the reason");
    }
    Health health = check.check();
    return health == null ? critical("its health check answered nothing") : health;
  }

  private static Health critical(String reason) {
    return new Health(Health.Status.CRITICAL, reason);
  }
}
