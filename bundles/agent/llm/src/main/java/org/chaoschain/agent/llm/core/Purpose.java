// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

/** What a model is asked for. */
public enum Purpose {
  /** An opinion on a block. */
  OPINION,
  /** A reply to another agent: others cause it, and it has its share of the budget only. */
  REPLY
}
