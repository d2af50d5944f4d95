// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.metrics.LimitExceededException;

/** Is there room in the queue of its type, or among what is parked? Then it is put there. */
public record QueueStep(MessageQueues queues) implements Step {
  @Override
  public Stage stage() {
    return Stage.QUEUE;
  }

  @Override
  public Judgement judge(Passage passage) {
    try {
      passage.offered(queues.offer(passage.waiting()));
      return Judgement.ON;
    } catch (LimitExceededException e) {
      return Judgement.stop(Refusal.BUSY, e.getMessage(), false);
    }
  }
}
