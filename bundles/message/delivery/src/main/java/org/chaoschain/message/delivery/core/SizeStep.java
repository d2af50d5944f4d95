// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.metrics.Limit;

/** Is it small enough to be looked at? */
public record SizeStep(Limit maxWireBytes) implements Step {
  @Override
  public Stage stage() {
    return Stage.SIZE;
  }

  @Override
  public Judgement judge(Passage passage) {
    int size = passage.wire().size();
    if (maxWireBytes.allows(size)) {
      return Judgement.ON;
    }
    String scope = "message from " + passage.origin().text();
    return Judgement.stop(Refusal.TOO_LARGE, maxWireBytes.refuse(scope, size).getMessage(), true);
  }
}
