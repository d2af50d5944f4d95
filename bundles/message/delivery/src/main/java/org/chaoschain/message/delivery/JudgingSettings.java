// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

/**
 * Limits of what waits to be judged by the rules of types that plugins have brought. Each has the
 * configuration key {@code message.delivery.} and the words given here.
 *
 * @param maxMessages that wait, of each type ({@code judge.max.messages})
 * @param maxBytes their bytes on the wire ({@code judge.max.bytes})
 * @param maxTotalBytes the bytes on the wire of those of all types ({@code judge.max.total.bytes})
 */
public record JudgingSettings(int maxMessages, long maxBytes, long maxTotalBytes) {
  /** The defaults of the configuration. */
  public static final JudgingSettings DEFAULT = new JudgingSettings(512, 4L << 20, 64L << 20);
}
