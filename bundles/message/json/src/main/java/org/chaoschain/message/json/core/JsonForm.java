// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;

/**
 * What a message says, in the terms of its JSON form: one record for each value of the member
 * {@code type}. Immutable. Heights and the like are unsigned numbers of 64 bits; bytes that are
 * optional are empty if absent; bounds are those of {@link FormReader}.
 */
public sealed interface JsonForm {
  /** The value of the member {@code type}: {@code agent_message}. */
  String type();

  /**
   * An agent speaks to one other.
   *
   * @param from who speaks
   * @param to to whom
   * @param content what is said
   */
  record AgentMessage(AgentId from, AgentId to, Content content) implements JsonForm {
    @Override
    public String type() {
      return "agent_message";
    }
  }

  /**
   * An agent speaks to all.
   *
   * @param from who speaks
   * @param content what is said
   */
  record NetworkBroadcast(AgentId from, Content content) implements JsonForm {
    @Override
    public String type() {
      return "network_broadcast";
    }
  }

  /**
   * A producer offers a block.
   *
   * @param block the block, of which the height is that of the proposal
   * @param round of the height, 0 or more
   * @param validRound in which it gathered a majority of prevotes
   * @param proposer consensus key of the proposer
   * @param signature by the consensus key, 64 bytes
   */
  record BlockProposal(
      Block block,
      long round,
      Optional<Long> validRound,
      Optional<AgentId> proposer,
      Bytes signature)
      implements JsonForm {
    @Override
    public String type() {
      return "block_proposal";
    }
  }

  /**
   * A block.
   *
   * @param height its number
   * @param parent hash of the block before
   * @param timestamp when it was built
   * @param chainId the chain, or empty
   * @param producer consensus key of the producer
   * @param roots hashes of what belongs to it
   * @param transactions serialised, in order
   * @param memes in order
   * @param evidence serialised, in order
   * @param lastCertificate of the parent
   */
  record Block(
      long height,
      Bytes parent,
      Instant timestamp,
      String chainId,
      Optional<AgentId> producer,
      Roots roots,
      List<Bytes> transactions,
      List<Payload.Meme> memes,
      List<Bytes> evidence,
      Optional<Certificate> lastCertificate) {}

  /**
   * Hashes in a block's header, 32 bytes each, or empty.
   *
   * @param state of the state after the parent
   * @param transactions of the transactions
   * @param memes of the memes
   * @param evidence of the evidence
   * @param validatorSet that decides on this block
   * @param nextValidatorSet that decides on the next
   * @param lastCertificate of the parent's certificate
   */
  record Roots(
      Bytes state,
      Bytes transactions,
      Bytes memes,
      Bytes evidence,
      Bytes validatorSet,
      Bytes nextValidatorSet,
      Bytes lastCertificate) {}

  /**
   * Proof that a block was committed.
   *
   * @param height of the block
   * @param round in which it was committed
   * @param blockHash 32 bytes
   * @param signatures the precommits
   */
  record Certificate(long height, long round, Bytes blockHash, List<Precommit> signatures) {}

  /**
   * One precommit of a certificate.
   *
   * @param validator consensus key
   * @param signature 64 bytes
   */
  record Precommit(AgentId validator, Bytes signature) {}

  /**
   * A block was committed.
   *
   * @param blockHash 32 bytes
   * @param producer consensus key of the producer
   * @param timestamp the block's own time
   * @param height of the block; 0 if it is not told
   * @param certificate the proof
   */
  record BlockNotification(
      Bytes blockHash,
      AgentId producer,
      Instant timestamp,
      long height,
      Optional<Certificate> certificate)
      implements JsonForm {
    @Override
    public String type() {
      return "block_notification";
    }
  }

  /**
   * A validator's vote.
   *
   * @param vote which of the two of a round
   * @param height voted on
   * @param round voted in
   * @param blockHash voted for, 32 bytes; absent for nil
   * @param validator consensus key
   * @param signature by the consensus key, 64 bytes
   */
  record ConsensusVote(
      Vote vote,
      long height,
      long round,
      Optional<Bytes> blockHash,
      AgentId validator,
      Bytes signature)
      implements JsonForm {
    /** The two votes of a round. */
    public enum Vote {
      /** The first. */
      PREVOTE,
      /** The second. */
      PRECOMMIT;

      /** The word in JSON. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String type() {
      return "consensus_vote";
    }
  }

  /**
   * The state after a commit.
   *
   * @param height of the committed block
   * @param blockHash 32 bytes
   * @param stateRoot 32 bytes
   * @param validatorSetHash of the next height, 32 bytes
   * @param peerCount a claim
   * @param mood a claim
   */
  record StateUpdate(
      long height,
      Bytes blockHash,
      Bytes stateRoot,
      Bytes validatorSetHash,
      long peerCount,
      String mood)
      implements JsonForm {
    @Override
    public String type() {
      return "state_update";
    }
  }

  /**
   * A meme as such.
   *
   * @param meme the meme
   */
  record MemeMessage(Payload.Meme meme) implements JsonForm {
    @Override
    public String type() {
      return "meme";
    }
  }

  /**
   * A message of a type that a plugin defines.
   *
   * @param extension the message
   */
  record ExtensionMessage(org.chaoschain.api.message.Extension extension) implements JsonForm {
    @Override
    public String type() {
      return "extension";
    }
  }

  /**
   * Figures of one node.
   *
   * @param start of the interval
   * @param end of the interval
   * @param peerCount peers at its end
   * @param agentCount agents at its end
   * @param height the highest that is known
   * @param bytesIn in the interval
   * @param bytesOut in the interval
   * @param types figures by message type
   * @param software name and version
   */
  record NetworkStatistics(
      Instant start,
      Instant end,
      long peerCount,
      long agentCount,
      long height,
      long bytesIn,
      long bytesOut,
      List<TypeFigures> types,
      String software)
      implements JsonForm {
    @Override
    public String type() {
      return "network_statistics";
    }
  }

  /**
   * Figures of one message type.
   *
   * @param type its name
   * @param accepted messages
   * @param ignored messages
   * @param rejected messages
   * @param latencyP50Ms median from making to acceptance, milliseconds
   * @param latencyP99Ms the same, 99th percentile
   */
  record TypeFigures(
      String type,
      long accepted,
      long ignored,
      long rejected,
      long latencyP50Ms,
      long latencyP99Ms) {}

  /**
   * A page of the past.
   *
   * @param fromHeight first height
   * @param toHeight last height
   * @param entries ascending
   * @param truncated whether there is more between the two
   */
  record History(long fromHeight, long toHeight, List<HistoryEntry> entries, boolean truncated)
      implements JsonForm {
    @Override
    public String type() {
      return "history";
    }
  }

  /**
   * What is remembered of one height.
   *
   * @param height the height
   * @param blockHash 32 bytes
   * @param timestamp the block's own time
   * @param producer consensus key of its producer
   * @param transactions how many
   * @param memes how many
   * @param envelopes whole messages as they came over the wire
   */
  record HistoryEntry(
      long height,
      Bytes blockHash,
      Instant timestamp,
      AgentId producer,
      long transactions,
      long memes,
      List<Bytes> envelopes) {}

  /**
   * A payload without a readable form: of a later version, or out of the bounds of its form.
   *
   * @param number of its field in the envelope
   * @param bytes of that field
   */
  record Opaque(int number, Bytes bytes) implements JsonForm {
    @Override
    public String type() {
      return "opaque";
    }
  }
}
