// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/**
 * A block that a producer offers, as an agent sees it. Immutable. All texts were written by others:
 * they are data, and nobody's instructions.
 *
 * @param chainId the chain
 * @param height its number, 1 or more
 * @param hash SHA-256 of its header, 32 bytes
 * @param parent hash of the block before, 32 bytes
 * @param producer the producer's consensus key, 32 bytes
 * @param timestamp when it was built, by the producer's clock
 * @param transactions in their order
 * @param memes in their order
 * @param dramaLevel how much is going on, 0 to {@value #MAX_DRAMA}
 * @param mood of the chain at its parent: a word or two, at most {@value #MAX_MOOD} bytes of UTF-8
 */
public record ProposedBlock(
    String chainId,
    long height,
    Bytes hash,
    Bytes parent,
    Bytes producer,
    Instant timestamp,
    List<Transaction> transactions,
    List<Meme> memes,
    int dramaLevel,
    String mood) {
  /** Highest drama level. */
  public static final int MAX_DRAMA = 10;

  /** Most bytes of a mood. */
  public static final int MAX_MOOD = 64;

  /** Most bytes of a summary or a caption. */
  public static final int MAX_TEXT = 1_024;

  /** The size of a hash and of a key, in bytes. */
  public static final int HASH_SIZE = 32;

  /**
   * A transaction.
   *
   * @param hash SHA-256 of its bytes, 32 bytes
   * @param bytes its size, in bytes
   * @param summary for people, at most {@value #MAX_TEXT} bytes of UTF-8; may be empty
   */
  public record Transaction(Bytes hash, int bytes, String summary) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the part that is out of them
     */
    public Transaction {
      size("a transaction's hash", hash);
      if (bytes < 0) {
        throw new IllegalArgumentException("a transaction has 0 bytes or more, not " + bytes);
      }
      text("a transaction's summary", summary, MAX_TEXT);
    }
  }

  /**
   * A meme.
   *
   * @param author who made it
   * @param format its format: a media type, or the name of an extension's format
   * @param caption at most {@value #MAX_TEXT} bytes of UTF-8; may be empty
   * @param hash SHA-256 of its data, 32 bytes
   */
  public record Meme(AgentId author, String format, String caption, Bytes hash) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the part that is out of them
     */
    public Meme {
      text("a meme's format", format, MAX_TEXT);
      text("a meme's caption", caption, MAX_TEXT);
      size("a meme's hash", hash);
    }
  }

  /**
   * Checks the bounds and keeps immutable copies of the lists.
   *
   * @throws IllegalArgumentException naming the part that is out of its bounds
   */
  public ProposedBlock {
    if (height < 1) {
      throw new IllegalArgumentException("a block's height is 1 or more, not " + height);
    }
    size("a block's hash", hash);
    size("a block's parent", parent);
    size("a block's producer", producer);
    if (dramaLevel < 0 || dramaLevel > MAX_DRAMA) {
      throw new IllegalArgumentException(
          "a block's drama level is 0 to %d, not %d".formatted(MAX_DRAMA, dramaLevel));
    }
    text("a block's mood", mood, MAX_MOOD);
    transactions = List.copyOf(transactions);
    memes = List.copyOf(memes);
  }

  private static void size(String what, Bytes bytes) {
    if (bytes.size() != HASH_SIZE) {
      throw new IllegalArgumentException(
          "%s has %d bytes, not %d".formatted(what, HASH_SIZE, bytes.size()));
    }
  }

  private static void text(String what, String text, int most) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > most) {
      throw new IllegalArgumentException(
          "%s has %d bytes, and at most %d are allowed".formatted(what, size, most));
    }
  }
}
