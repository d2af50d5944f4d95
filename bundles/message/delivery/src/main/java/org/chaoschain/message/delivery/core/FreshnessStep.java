// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/** Is it neither void nor of the future? */
public record FreshnessStep(Freshness freshness) implements Step {
  @Override
  public Stage stage() {
    return Stage.FRESHNESS;
  }

  @Override
  public Judgement judge(Passage passage) {
    return Judgement.of(freshness.judge(passage.message().message(), passage.now()));
  }
}
