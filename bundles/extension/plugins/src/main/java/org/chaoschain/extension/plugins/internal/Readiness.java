// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.time.Clock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Waits until bundles on trial have passed; woken by service events. One waits. */
final class Readiness implements ServiceListener, AutoCloseable {
  // some changes of components, and of a plugin's health, come without a service event
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(25).toNanos();

  private final BundleContext context;
  private final Clock clock;
  private final Executor workers;
  private final Semaphore changed = new Semaphore(0);
  private volatile boolean closed;

  Readiness(BundleContext context, Clock clock, Executor workers) {
    this.context = context;
    this.clock = clock;
    this.workers = workers;
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
   * Waits for all. Each passes as soon as it can, since another may need what it registers. One
   * that does not return from a call takes no time from the others.
   *
   * @return why those failed that did
   */
  Map<Bundle, DeploymentException> await(List<Trial> trials, Duration grace) {
    Map<Bundle, DeploymentException> failures = new LinkedHashMap<>();
    List<Trial> open = new ArrayList<>(trials);
    long deadline = clock.nanoTime() + grace.toNanos();
    while (true) {
      changed.drainPermits();
      boolean passed = false;
      for (Iterator<Trial> all = open.iterator(); all.hasNext(); ) {
        Trial trial = all.next();
        try {
          if (!look(trial, grace)) {
            continue;
          }
          passed = true;
        } catch (HangingException e) {
          failures.put(trial.bundle(), e);
          deadline = clock.nanoTime() + grace.toNanos();
        } catch (DeploymentException e) {
          failures.put(trial.bundle(), e);
        }
        all.remove();
        trial.close();
      }
      if (open.isEmpty()) {
        return failures;
      }
      if (!passed && !pause(deadline)) {
        for (Trial trial : open) {
          trial.close();
          failures.put(
              trial.bundle(),
              new DeploymentException(
                  trial.lacks() + " (waited %d ms)".formatted(grace.toMillis())));
        }
        return failures;
      }
    }
  }

  /**
   * Looks on a worker: what the plugin does there may never return. A look has the whole grace for
   * itself, so that the last one, begun late, does not count as hanging when the node is busy.
   */
  private boolean look(Trial trial, Duration grace) throws DeploymentException {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    try {
      workers.execute(
          () -> {
            try {
              answer.complete(trial.look());
            } catch (Throwable e) { // a plugin may throw anything
              answer.completeExceptionally(e);
            }
          });
      return answer.get(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DeploymentException known
          ? known
          : new DeploymentException("its trial failed: " + e.getCause());
    } catch (TimeoutException e) {
      throw new HangingException(
          "%s has not returned after %d ms".formatted(trial.calls(), grace.toMillis()));
    } catch (RejectedExecutionException e) {
      return false; // the node has more to do than it can hold; it is looked at again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeploymentException("the node stops");
    }
  }

  private static final class HangingException extends DeploymentException {
    private static final long serialVersionUID = 1;

    HangingException(String reason) {
      super(reason);
    }
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
