// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Optional;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * The members of {@code payload} that this version knows, with the largest envelope that may carry
 * each.
 */
public enum PayloadKind {
  /** A producer offers a block. */
  BLOCK_PROPOSAL(
      ChaoschainMessage.BLOCK_PROPOSAL_FIELD_NUMBER, "block_proposal", "blocks", 262_144),
  /** A vote of a validator. */
  CONSENSUS_VOTE(ChaoschainMessage.CONSENSUS_VOTE_FIELD_NUMBER, "consensus_vote", "votes", 2_048),
  /** An agent speaks. */
  AGENT_COMMUNICATION(ChaoschainMessage.AGENT_COMM_FIELD_NUMBER, "agent_comm", "agents", 65_536),
  /** The state after a commit. */
  STATE_UPDATE(ChaoschainMessage.STATE_UPDATE_FIELD_NUMBER, "state_update", "state", 2_048),
  /** A meme. */
  MEME(ChaoschainMessage.MEME_FIELD_NUMBER, "meme", "memes", 262_144),
  /** A message of a type that a plugin defines. */
  EXTENSION(ChaoschainMessage.EXTENSION_FIELD_NUMBER, "extension", "agents", 262_144),
  /** A block was committed. */
  BLOCK_NOTIFICATION(
      ChaoschainMessage.BLOCK_NOTIFICATION_FIELD_NUMBER, "block_notification", "blocks", 131_072),
  /** Figures about the network. */
  NETWORK_STATISTICS(
      ChaoschainMessage.NETWORK_STATISTICS_FIELD_NUMBER, "network_statistics", "stats", 16_384),
  /** A page of the past. */
  HISTORY(ChaoschainMessage.HISTORY_FIELD_NUMBER, "history", "blocks", 262_144);

  /** The largest envelope of all, in bytes; that of a payload that is not known. */
  public static final int MAX_ENVELOPE_BYTES = 262_144;

  private final int number;
  private final String wireName;
  private final String topic;
  private final int maxBytes;

  PayloadKind(int number, String wireName, String topic, int maxBytes) {
    this.number = number;
    this.wireName = wireName;
    this.topic = topic;
    this.maxBytes = maxBytes;
  }

  /** The field's number. */
  public int number() {
    return number;
  }

  /** The field's name, such as {@code agent_comm}. */
  public String wireName() {
    return wireName;
  }

  /**
   * The last word of the topic it travels on; an extension whose type asks for a topic of its own
   * has that instead.
   */
  public String topic() {
    return topic;
  }

  /** The largest envelope with this payload, in bytes, signature included. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * Whether a top-level field number belongs to {@code payload}, be it known (4 to 8, 10 to 13) or
   * kept (14 to 19).
   */
  public static boolean isPayloadNumber(int number) {
    return number >= 4 && number <= 19 && number != ChaoschainMessage.SIGNATURE_FIELD_NUMBER;
  }

  /** The kind with that field number, if it is known. */
  public static Optional<PayloadKind> ofNumber(int number) {
    for (PayloadKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
