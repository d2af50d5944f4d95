// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

/** How an endpoint is told that the answer has to be JSON. */
public enum AnswerFormat {
  /** By the schema of the answer, which the endpoint enforces. */
  JSON_SCHEMA,
  /** That it is an object, of whatever members. */
  JSON_OBJECT,
  /** Not at all; the prompt says so in any case. */
  NONE
}
