// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/**
 * One step of the way in. Its judgement hangs on the passage and on what the step was given, and on
 * no clock of its own. Safe for use by many threads, each with a passage of its own.
 */
public interface Step {
  /** Its place in the order. */
  Stage stage();

  /** Judges a message that all steps before have let pass. */
  Judgement judge(Passage passage);
}
