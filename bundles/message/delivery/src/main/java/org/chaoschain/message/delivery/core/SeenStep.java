// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.message.SignedMessage;

/**
 * Have the same bytes come before, signature included? Of direct messages that is also known from
 * before a restart, and of those that their senders have cancelled.
 */
public record SeenStep(Kept kept, SeenMessages seen) implements Step {
  /** What is kept of direct messages. */
  @FunctionalInterface
  public interface Kept {
    /**
     * What became of a message, if that is known.
     *
     * @return completes once it may be told; empty if the message is new, or is for all
     */
    Optional<CompletableFuture<Outcome>> known(SignedMessage message);
  }

  @Override
  public Stage stage() {
    return Stage.SEEN;
  }

  @Override
  public Judgement judge(Passage passage) {
    Optional<CompletableFuture<Outcome>> known = kept.known(passage.message());
    if (known.isPresent()) {
      return new Judgement.Known(known.get());
    }
    Optional<CompletableFuture<Outcome>> first =
        seen.claim(passage.message().digest(), passage.handled(), passage.nanos());
    return first.isEmpty() ? Judgement.ON : new Judgement.Repeated(stage(), first.get());
  }
}
