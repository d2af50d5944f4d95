// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.List;
import java.util.Locale;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;

/**
 * The steps of a message on its way in, run in the order of {@link Stage}, up to the first that
 * does not let it pass. The way is walked in sections: between them a message is handed to another
 * thread. Counts where messages end. Safe for use by many threads; allocates nothing for a message
 * that passes.
 */
public final class WayIn {
  private final Stage[] stages = Stage.values();
  private final Step[] steps;
  private final Counter[] ended;

  /**
   * A way.
   *
   * @param steps one for each stage, in order
   * @param metrics has the counters {@code message.delivery.step.ended}, by step
   * @throws IllegalArgumentException if a stage is missing, or one comes before its turn
   */
  public WayIn(List<? extends Step> steps, Metrics metrics) {
    List<Stage> given = steps.stream().map(Step::stage).toList();
    if (!given.equals(List.of(Stage.values()))) {
      throw new IllegalArgumentException(
          "the steps of the way in are %s, in this order, not %s"
              .formatted(List.of(Stage.values()), given));
    }
    this.steps = steps.toArray(Step[]::new);
    this.ended = new Counter[this.steps.length];
    for (int i = 0; i < ended.length; i++) {
      String name = stages[i].name().toLowerCase(Locale.ROOT);
      ended[i] = metrics.counter("message.delivery.step.ended", "step", name);
    }
  }

  /**
   * Walks a section of the way.
   *
   * @param last the last step of it
   * @return {@link Judgement#ON} if all of them let it pass, else what the one said that did not
   */
  public Judgement walk(Passage passage, Stage first, Stage last) {
    int i = 0;
    while (stages[i] != first) {
      i++;
    }
    for (; i < stages.length && stages[i].compareTo(last) <= 0; i++) {
      Judgement judgement = steps[i].judge(passage);
      if (judgement != Judgement.ON) {
        ended[i].increment();
        return judgement;
      }
    }
    return Judgement.ON;
  }
}
