// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.delivery.core.Tenure;

/** One generation of an agent: from its coming, by {@code onHosted}, to {@code onRemoved}. */
final class Stay extends Tenure<Agent> {
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile boolean begun;

  Stay(Agent agent, Registration registration) {
    super(agent, registration);
  }

  /** {@code onHosted} is about to be called. */
  void begun() {
    begun = true;
  }

  /** Whether {@code onHosted} has been called. */
  boolean hasBegun() {
    return begun;
  }

  /** Completes once {@code onRemoved} has returned. */
  CompletableFuture<Void> gone() {
    return gone;
  }
}
