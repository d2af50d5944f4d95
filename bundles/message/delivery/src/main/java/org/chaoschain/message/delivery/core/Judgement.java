// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.message.delivery.core.Outcome.Refused;

/** What a step says of a message. Immutable. */
public sealed interface Judgement {
  /** It goes on to the next step. */
  Judgement ON = new Passed();

  /** It goes on to the next step; {@link #ON} is the only one. */
  final class Passed implements Judgement {
    private Passed() {}

    @Override
    public String toString() {
      return "ON";
    }
  }

  /** It ends here, and is not taken. */
  record Stopped(Refused refused) implements Judgement {}

  /**
   * It ends here, since it came before.
   *
   * @param known the step that knows it
   * @param first says what became, or becomes, of it
   */
  record Repeated(Stage known, CompletableFuture<Outcome> first) implements Judgement {}

  /**
   * It ends here: it is known what became of it, over restarts too.
   *
   * @param outcome completes once it may be told
   */
  record Known(CompletableFuture<Outcome> outcome) implements Judgement {}

  /** Ends it if there is a reason to. */
  static Judgement of(Optional<Refused> refused) {
    return refused.isEmpty() ? ON : new Stopped(refused.get());
  }

  /** Ends it. */
  static Judgement stop(Refusal refusal, String reason, boolean senderAtFault) {
    return new Stopped(new Refused(refusal, reason, senderAtFault));
  }
}
