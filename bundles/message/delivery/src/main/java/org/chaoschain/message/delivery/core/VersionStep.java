// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.message.Message;

/** Is its version spoken here? Most codecs have asked this before; none has to. */
public record VersionStep() implements Step {
  @Override
  public Stage stage() {
    return Stage.VERSION;
  }

  @Override
  public Judgement judge(Passage passage) {
    long version = passage.message().message().version();
    return version == Message.VERSION
        ? Judgement.ON
        : Judgement.stop(
            Refusal.VERSION,
            "it is of version %d, and version %d is spoken here"
                .formatted(version, Message.VERSION),
            true);
  }
}
