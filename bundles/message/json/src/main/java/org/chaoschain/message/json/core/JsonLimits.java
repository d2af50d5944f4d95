// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

/**
 * What a JSON text may have; kept while it is parsed, before anything of it is looked at.
 *
 * @param maxBytes bytes of UTF-8 of the whole text
 * @param maxDepth objects and arrays within each other, the outermost included; at most {@value
 *     #DEEPEST}
 * @param maxStringBytes bytes of UTF-8 of one string or name, without quotation marks and escapes
 * @param maxNumberChars characters of one number
 * @param maxValues objects, arrays, strings, numbers, truth values and nulls, in all
 */
public record JsonLimits(
    int maxBytes, int maxDepth, int maxStringBytes, int maxNumberChars, int maxValues) {
  /** The greatest depth that can be allowed. */
  public static final int DEEPEST = 64;

  /** Key of {@link #maxBytes}. */
  public static final String MAX_BYTES = "message.json.max.bytes";

  /** Key of {@link #maxDepth}. */
  public static final String MAX_DEPTH = "message.json.max.depth";

  /** Key of {@link #maxStringBytes}. */
  public static final String MAX_STRING_BYTES = "message.json.max.string.bytes";

  /** Key of {@link #maxNumberChars}. */
  public static final String MAX_NUMBER_CHARS = "message.json.max.number.chars";

  /** Key of {@link #maxValues}. */
  public static final String MAX_VALUES = "message.json.max.values";

  /** The largest envelope fits: as {@code raw}, and its texts once more with each byte escaped. */
  public static final JsonLimits DEFAULT =
      new JsonLimits(2 * 1024 * 1024, 16, 512 * 1024, 32, 65_536);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the key, the value and the range
   */
  public JsonLimits {
    require(MAX_BYTES, maxBytes, Integer.MAX_VALUE);
    require(MAX_DEPTH, maxDepth, DEEPEST);
    require(MAX_STRING_BYTES, maxStringBytes, Integer.MAX_VALUE);
    require(MAX_NUMBER_CHARS, maxNumberChars, 1_000);
    require(MAX_VALUES, maxValues, Integer.MAX_VALUE);
  }

  private static void require(String key, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "%s is %d; allowed are 1 to %d".formatted(key, value, max));
    }
  }

  /** The same with at most that many bytes. */
  public JsonLimits within(int bytes) {
    return bytes >= maxBytes
        ? this
        : new JsonLimits(Math.max(1, bytes), maxDepth, maxStringBytes, maxNumberChars, maxValues);
  }
}
