// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.isolation.PluginAccount.Work;
import org.chaoschain.message.delivery.core.Generation;

/**
 * One check by a type, counted in its generation and at its plugin's account. It ends once: when
 * the call has returned, or when the account gives it up; then nobody waits for it any more, the
 * generation can go, and what the call still brings is not used.
 */
final class Visit implements AutoCloseable {
  private final Generation generation;
  private final Work work;
  private final AtomicBoolean ended = new AtomicBoolean();

  private Visit(Generation generation, Work work) {
    this.generation = generation;
    this.work = work;
  }

  /**
   * Begins a check in a generation that the caller has entered; it is left if the check may not
   * begin.
   *
   * @param what of the type is asked, for people
   * @param retry run when it is worth trying again
   * @param givenUp done without the call, should it not return
   */
  static Optional<Visit> begin(
      Generation generation, String what, Runnable retry, Runnable givenUp) {
    Optional<Work> work = generation.account().beginCheck(what + " of " + generation.name(), retry);
    if (work.isEmpty()) {
      generation.exit();
      return Optional.empty();
    }
    Visit visit = new Visit(generation, work.get());
    work.get()
        .onGivenUp(
            () -> {
              if (visit.end()) {
                givenUp.run();
              }
            });
    return Optional.of(visit);
  }

  Generation generation() {
    return generation;
  }

  void failed(String what, Throwable cause) {
    work.failed(cause);
  }

  /** The call has returned; answers false if it was given up. */
  boolean end() {
    boolean first = ended.compareAndSet(false, true);
    if (first) {
      generation.exit();
    }
    return first;
  }

  @Override
  public void close() {
    work.close();
    end();
  }
}
