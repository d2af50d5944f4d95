// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundle until the transports have ended that its component has let go. Declarative
 * Services ends components when the bundle is about to stop, and the framework stops the activator
 * after that: so the service goes, the connections drain while the next transport has the port
 * already, and the classes stay as long as a thread needs them.
 *
 * <p>What drains is known to the class, since the framework makes the activator and Declarative
 * Services the component; each generation of the bundle has a class of its own.
 */
@Header(name = "Bundle-Activator", value = "${@class}")
public final class DrainActivator implements BundleActivator {
  private static final Logger LOG = LoggerFactory.getLogger(DrainActivator.class);
  private static final Set<Drain> DRAINS = ConcurrentHashMap.newKeySet();

  private record Drain(CompletableFuture<Void> end, Duration limit) {}

  /** Called by the framework. */
  public DrainActivator() {}

  /**
   * A transport drains; the bundle stays until it has ended.
   *
   * @param limit how long it may take; it is not waited for any longer
   */
  static void begun(CompletionStage<Void> end, Duration limit) {
    Drain drain = new Drain(end.toCompletableFuture(), limit);
    DRAINS.add(drain);
    end.whenComplete((nothing, failure) -> DRAINS.remove(drain));
  }

  @Override
  public void start(BundleContext context) {
    // the component does the work
  }

  /** Returns when the event loops have ended: a live one would keep the bundle's class loader. */
  @Override
  public void stop(BundleContext context) {
    for (Drain drain : DRAINS) {
      try {
        drain.end.get(drain.limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.warn("the threads of the TCP transport have not ended within {}", drain.limit);
      } catch (ExecutionException e) {
        LOG.warn("the TCP transport did not stop in an orderly way", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
