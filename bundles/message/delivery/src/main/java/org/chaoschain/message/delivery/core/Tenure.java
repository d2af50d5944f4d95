// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.isolation.PluginAccount;

/**
 * The time in which one registered service is used. Whoever calls into the service is counted, so
 * that it can be let go without losing any work: enter, call, exit. Once retired it lets nobody in,
 * and it is drained when the last one inside has left. Safe for use by many threads; never blocks.
 *
 * @param <S> the service
 */
public class Tenure<S> {
  private final S service;
  private final Registration registration;
  private final AtomicInteger inside = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean retired;

  /** Begins; nobody is inside yet. */
  public Tenure(S service, Registration registration) {
    this.service = service;
    this.registration = registration;
  }

  /**
   * Counts the caller in.
   *
   * @return false if it is retired; then the caller is not counted, must not call the service, and
   *     must not {@link #exit}
   */
  public final boolean enter() {
    inside.incrementAndGet();
    // The order matters: counted first, so that whoever retires it either sees the count or is seen
    if (retired) {
      exit();
      return false;
    }
    return true;
  }

  /** Counts the caller out. */
  public final void exit() {
    if (inside.decrementAndGet() == 0) {
      completeIfDrained();
    }
  }

  /** Lets nobody in any more. Calling it twice does nothing. */
  public final void retire() {
    retired = true;
    completeIfDrained();
  }

  /**
   * The count is looked at after the retirement was seen: a zero from before it may be out of date,
   * since somebody may have entered between the two.
   */
  private void completeIfDrained() {
    if (retired && inside.get() == 0) {
      drained.complete(null);
    }
  }

  /** Whether it lets nobody in any more. */
  public final boolean retired() {
    return retired;
  }

  /** Completes once it is retired and nobody is inside. */
  public final CompletionStage<Void> drained() {
    return drained.minimalCompletionStage();
  }

  /** How many are inside. */
  public final int inFlight() {
    return inside.get();
  }

  /** The service itself; called only by those who have entered. */
  public final S service() {
    return service;
  }

  /** How it was registered. */
  public final Registration registration() {
    return registration;
  }

  /** Whose it is. */
  public final PluginAccount account() {
    return registration.account();
  }
}
