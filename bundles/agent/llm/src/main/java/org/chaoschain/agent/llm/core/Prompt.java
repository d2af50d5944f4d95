// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.nio.charset.StandardCharsets;

/**
 * What a model is told.
 *
 * @param system the operator's and the node's words: who the model is and what it has to do
 * @param user data alone, between two lines with the boundary
 * @param form what the answer has to be
 */
public record Prompt(String system, String user, AnswerForm form) {
  /** Its size in bytes of UTF-8; no tokeniser makes more tokens of it than that. */
  public int bytes() {
    return system.getBytes(StandardCharsets.UTF_8).length
        + user.getBytes(StandardCharsets.UTF_8).length;
  }
}
