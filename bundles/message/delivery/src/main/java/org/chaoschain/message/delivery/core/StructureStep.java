// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.SignedMessage;

/** Are the bytes an envelope? What the codec has read goes on with the passage. */
public record StructureStep(Decoder decoder) implements Step {
  /** Reads bytes; mostly a codec. */
  @FunctionalInterface
  public interface Decoder {
    /**
     * Reads the bytes of a passage.
     *
     * @throws MalformedMessageException if they are no envelope, or of another version
     * @throws UnjudgedException if they cannot be read now
     */
    SignedMessage decode(Passage passage) throws MalformedMessageException;
  }

  @Override
  public Stage stage() {
    return Stage.STRUCTURE;
  }

  @Override
  public Judgement judge(Passage passage) {
    try {
      passage.read(decoder.decode(passage));
      return Judgement.ON;
    } catch (MalformedMessageException e) {
      boolean otherVersion = e.reason().equals("version");
      return Judgement.stop(
          otherVersion ? Refusal.VERSION : Refusal.MALFORMED, e.getMessage(), true);
    } catch (UnjudgedException e) {
      return Judgement.stop(e.refusal(), e.getMessage(), false);
    }
  }
}
