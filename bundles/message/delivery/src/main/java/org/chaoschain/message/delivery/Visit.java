// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.isolation.PluginAccount.Work;
import org.chaoschain.message.delivery.core.Tenure;

/**
 * One call into a type or a codec, counted in its tenure and at its plugin's account. It ends once:
 * when the call has returned, or when the account gives it up; then nobody waits for it any more,
 * the service can go, and what the call still brings is not used.
 */
final class Visit implements AutoCloseable {
  private final Tenure<?> tenure;
  private final Work work;
  private final AtomicBoolean ended = new AtomicBoolean();

  private Visit(Tenure<?> tenure, Work work) {
    this.tenure = tenure;
    this.work = work;
  }

  /**
   * Begins a call into a service that the caller has entered; it is left if the call may not begin.
   *
   * @param what is called, for people: {@code rules of extension/haiku}
   * @param retry run when it is worth trying again
   * @param givenUp done without the call, should it not return
   */
  static Optional<Visit> begin(Tenure<?> tenure, String what, Runnable retry, Runnable givenUp) {
    Optional<Work> work = tenure.account().beginCheck(what, retry);
    if (work.isEmpty()) {
      tenure.exit();
      return Optional.empty();
    }
    Visit visit = new Visit(tenure, work.get());
    work.get()
        .onGivenUp(
            () -> {
              if (visit.end()) {
                givenUp.run();
              }
            });
    return Optional.of(visit);
  }

  void failed(String what, Throwable cause) {
    work.failed(cause);
  }

  /** The call has returned; answers false if it was given up. */
  boolean end() {
    boolean first = ended.compareAndSet(false, true);
    if (first) {
      tenure.exit();
    }
    return first;
  }

  @Override
  public void close() {
    work.close();
    end();
  }
}
