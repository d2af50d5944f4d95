// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

/**
 * What a request has used.
 *
 * @param promptTokens of the prompt, 0 to {@value #MOST}
 * @param answerTokens of the answer, 0 to {@value #MOST}
 */
public record Usage(long promptTokens, long answerTokens) {
  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0);

  /** More than that is not believed. */
  public static final long MOST = 10_000_000;

  /** Keeps both in their range. */
  public Usage {
    promptTokens = Math.max(0, Math.min(MOST, promptTokens));
    answerTokens = Math.max(0, Math.min(MOST, answerTokens));
  }

  /** What a request may use at most: a token has a byte or more. */
  public static Usage atMost(Prompt prompt, int maxAnswerTokens) {
    return new Usage(prompt.bytes(), maxAnswerTokens);
  }

  /** Both together. */
  public long tokens() {
    return promptTokens + answerTokens;
  }
}
