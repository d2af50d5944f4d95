// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Was the same said before, in other bytes, or before this node was started? Asked only once the
 * signature is verified: else a copy with a broken one, sent first, would censor the true message.
 */
public record ReplayStep(SeenMessages said) implements Step {
  @Override
  public Stage stage() {
    return Stage.REPLAY;
  }

  @Override
  public Judgement judge(Passage passage) {
    Optional<CompletableFuture<Outcome>> first =
        said.claim(passage.message().signedDigest(), passage.handled(), passage.nanos());
    return first.isEmpty() ? Judgement.ON : new Judgement.Repeated(stage(), first.get());
  }
}
