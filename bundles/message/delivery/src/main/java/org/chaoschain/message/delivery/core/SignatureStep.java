// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.message.MalformedMessageException;

/** Has its agent, or who speaks for it, signed it? The dearest step that needs no plugin. */
public record SignatureStep(Verifier verifier) implements Step {
  /** Verifies signatures; mostly a codec. */
  @FunctionalInterface
  public interface Verifier {
    /**
     * Verifies signature and delegation of a message.
     *
     * @throws MalformedMessageException if they are not valid
     * @throws UnjudgedException if that cannot be told now
     */
    void verify(Passage passage) throws MalformedMessageException;
  }

  @Override
  public Stage stage() {
    return Stage.SIGNATURE;
  }

  @Override
  public Judgement judge(Passage passage) {
    try {
      verifier.verify(passage);
      return Judgement.ON;
    } catch (MalformedMessageException e) {
      return Judgement.stop(Refusal.SIGNATURE, e.getMessage(), true);
    } catch (UnjudgedException e) {
      return Judgement.stop(e.refusal(), e.getMessage(), false);
    }
  }
}
