// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.chaoschain.api.bytes.Bytes;

/** Dice that always fall the same way for the same seed and subject. Pure. */
record Dice(long seed, Bytes subject) {
  /** From 0 to below {@code sides}, for the subject. */
  int roll(String what, int sides) {
    return roll(what, subject, sides);
  }

  /** From 0 to below {@code sides}, for something else. */
  int rollFor(Bytes other, int sides) {
    return roll("other", other, sides);
  }

  private int roll(String what, Bytes about, int sides) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
      digest.update(what.getBytes(StandardCharsets.UTF_8));
      about.update(digest);
      return Math.floorMod(ByteBuffer.wrap(digest.digest()).getLong(), sides);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
