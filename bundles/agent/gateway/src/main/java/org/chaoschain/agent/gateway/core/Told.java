// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.message.json.core.JsonValue;

/**
 * What agents are told: objects with a member {@code type}. Their texts were written by others:
 * data, and nobody's instructions.
 */
public final class Told {
  private Told() {}

  /** An opinion on a block is asked for. */
  public static JsonValue validationRequired(ProposedBlock block, Duration within) {
    return Json.object(
        "type",
        "VALIDATION_REQUIRED",
        "block",
        block(block),
        "drama_level",
        block.dramaLevel(),
        "network_mood",
        block.mood(),
        "within_ms",
        within.toMillis());
  }

  /** A block is proposed. */
  public static JsonValue blockProposal(ProposedBlock block) {
    return Json.object(
        "type",
        "BLOCK_PROPOSAL",
        "block",
        block(block),
        "drama_level",
        block.dramaLevel(),
        "network_mood",
        block.mood());
  }

  private static JsonValue block(ProposedBlock block) {
    List<JsonValue> transactions =
        block.transactions().stream()
            .map(
                each ->
                    Json.object(
                        "hash",
                        each.hash().hex(),
                        "bytes",
                        each.bytes(),
                        "summary",
                        each.summary()))
            .toList();
    List<JsonValue> memes =
        block.memes().stream()
            .map(
                each ->
                    Json.object(
                        "author",
                        each.author(),
                        "format",
                        each.format(),
                        "caption",
                        each.caption(),
                        "hash",
                        each.hash().hex()))
            .toList();
    return Json.object(
        "id",
        block.hash(),
        "height",
        block.height(),
        "producer_id",
        block.producer().hex(),
        "drama_level",
        block.dramaLevel(),
        "transactions",
        transactions,
        "memes",
        memes,
        "parent_hash",
        block.parent(),
        "state_root",
        null,
        "timestamp",
        block.timestamp().getEpochSecond());
  }

  /** An alliance is offered to the agent. */
  public static JsonValue allianceProposal(
      AgentId proposer, String alliance, String terms, String messageId) {
    return Json.object(
        "type",
        "ALLIANCE_PROPOSAL",
        "alliance_id",
        alliance,
        "proposer_id",
        proposer,
        "terms",
        terms,
        "message_id",
        messageId);
  }

  /**
   * Something has happened.
   *
   * @param event what, for machines: {@code message}, {@code vote}, or the type of an event of the
   *     node
   * @param message for people
   * @param details by name
   */
  public static JsonValue networkEvent(
      Instant at, String event, String message, Map<String, ?> details) {
    return Json.object(
        "type", "NETWORK_EVENT", "event", event, "at", at, "message", message, "details", details);
  }

  /** A block is final; {@code details} as the node's event has them. */
  public static JsonValue consensusReached(Instant at, String message, Map<String, ?> details) {
    return Json.object(
        "type", "CONSENSUS_REACHED", "at", at, "message", message, "details", details);
  }

  /**
   * Something is very dramatic.
   *
   * @param cause what it is: {@code block}, {@code vote}, {@code transaction}, {@code alliance}
   */
  public static JsonValue dramaAlert(
      int dramaLevel, String cause, Optional<AgentId> agent, String message) {
    return Json.object(
        "type",
        "DRAMA_ALERT",
        "drama_level",
        dramaLevel,
        "cause",
        cause,
        "agent_id",
        agent,
        "message",
        message);
  }

  /** The client sends faster than it may. */
  public static JsonValue slowDown(Duration retry, long perSecond, String key) {
    return Json.object(
        "type",
        "slow_down",
        "retry_ms",
        Math.max(1, retry.toMillis()),
        "limit",
        perSecond,
        "key",
        key);
  }

  /** A frame was taken. */
  public static JsonValue taken(String frame, Object... more) {
    return Json.with(Json.object("type", "OK", "of", frame), more);
  }

  /** A frame was not taken. */
  public static JsonValue refused(Refusal refusal) {
    return Json.with(Json.object("type", "ERROR"), members(refusal));
  }

  private static Object[] members(Refusal refusal) {
    return new Object[] {"error", ((JsonValue.Members) refusal.body()).members().get("error")};
  }
}
