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
      workers.execute(() -> ask(reference, id, answer));
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      return critical("its health check failed: " + e.getCause());
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

  private void ask(ServiceReference<?> reference, Long id, CompletableFuture<Health> answer) {
    if (running.putIfAbsent(id, Thread.currentThread()) != null) {
      answer.complete(critical("its health check has not returned since it was last asked"));
      return;
    }
    try {
      Object service = context.getService(reference);
      if (service instanceof HealthCheck check) {
        Health health = check.check();
        answer.complete(health == null ? critical("its health check answered nothing") : health);
      } else {
        answer.complete(critical("its health check cannot be had; the log has the reason"));
      }
    } catch (Throwable e) { // a plugin may throw anything
      answer.completeExceptionally(e);
    } finally {
      running.remove(id);
      try {
        context.ungetService(reference);
      } catch (IllegalStateException e) {
        // the node stops
      }
    }
  }

  private static Health critical(String reason) {
    return new Health(Health.Status.CRITICAL, reason);
  }
}
