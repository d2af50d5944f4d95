// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.message.json.core.EnvelopeHead;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.JsonForm;
import org.chaoschain.message.json.core.JsonMessage;

/**
 * What an agent wants to be sent. Immutable.
 *
 * @param id that the agent gives it
 * @param payload what is said
 * @param options how it is sent
 */
public record Saying(String id, Payload payload, SendOptions options) {
  /** Something that cannot be sent as it is. */
  public static final class Unsayable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Frame.Problem problem;

    private Unsayable(Frame.Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    /** What the agent is told. */
    public Frame.Problem problem() {
      return problem;
    }
  }

  /**
   * Reads what an agent says.
   *
   * @param agent who is connected
   * @param chainId the chain of this node
   * @throws Unsayable if it is not for an agent to say, or not in this way
   */
  public static Saying of(JsonMessage message, AgentId agent, String chainId, Instant now)
      throws Unsayable {
    Optional<String> id = message.envelope().flatMap(EnvelopeHead::id);
    if (id.isEmpty()) {
      throw new Unsayable(
          problem(
              "missing",
              "the message has no id",
              "give each message an id of its own, 1 to 64 visible characters, so that it can be answered",
              "/envelope/id"));
    }
    try {
      EnvelopeHead envelope = message.envelope().orElseThrow();
      requireOwn(message, envelope, agent, chainId);
      return new Saying(
          id.get(),
          payload(message.form(), agent),
          new SendOptions(
              life(envelope, now), envelope.inReplyTo(), envelope.critical().orElse(false)));
    } catch (Unsayable e) {
      throw new Unsayable(e.problem().about(id.get()));
    }
  }

  /** The same, for so long. */
  Saying withLife(Duration life) {
    return new Saying(id, payload, new SendOptions(life, options.inReplyTo(), options.critical()));
  }

  private static void requireOwn(
      JsonMessage message, EnvelopeHead envelope, AgentId agent, String chainId) throws Unsayable {
    if (message.raw().isPresent()
        || envelope.signature().isPresent()
        || envelope.delegation().isPresent()) {
      throw new Unsayable(
          problem(
              "signed",
              "the message is signed already",
              "leave out raw, signature and delegation: the node signs under the delegation of the handshake",
              message.raw().isPresent() ? "/raw" : "/envelope"));
    }
    if (envelope.sender().filter(sender -> !sender.equals(agent)).isPresent()) {
      throw notYou("/envelope/sender", agent);
    }
    if (envelope.chainId().filter(chain -> !chain.equals(chainId)).isPresent()) {
      throw new Unsayable(
          problem(
              "chain",
              "the message is for another chain than " + chainId,
              "leave chain_id out, or connect to a node of that chain",
              "/envelope/chain_id"));
    }
  }

  private static Payload payload(JsonForm form, AgentId agent) throws Unsayable {
    if (form instanceof JsonForm.AgentMessage direct) {
      requireFrom(direct.from(), agent);
      return new Payload.AgentCommunication(agent, Optional.of(direct.to()), direct.content());
    } else if (form instanceof JsonForm.NetworkBroadcast broadcast) {
      requireFrom(broadcast.from(), agent);
      return new Payload.AgentCommunication(agent, Optional.empty(), broadcast.content());
    } else if (form instanceof JsonForm.MemeMessage meme) {
      return meme.meme();
    } else if (form instanceof JsonForm.ExtensionMessage extension) {
      return new Payload.Extended(extension.extension());
    }
    throw new Unsayable(
        problem(
            "unknown-type",
            "a message of type %s is not for an agent to say".formatted(form.type()),
            "say agent_message, network_broadcast, meme or extension",
            "/type"));
  }

  private static void requireFrom(AgentId from, AgentId agent) throws Unsayable {
    if (!from.equals(agent)) {
      throw notYou("/from", agent);
    }
  }

  private static Duration life(EnvelopeHead envelope, Instant now) throws Unsayable {
    if (envelope.expiresAt().isEmpty()) {
      return SendOptions.DEFAULT.timeToLive();
    }
    Duration life = Duration.between(now, envelope.expiresAt().get());
    if (life.isNegative() || life.isZero()) {
      throw new Unsayable(
          problem(
              "expired",
              "the message ended at %s, and it is %s".formatted(envelope.expiresAt().get(), now),
              "give it a later end, or set this agent's clock",
              "/envelope/expires_at"));
    }
    return life;
  }

  private static Unsayable notYou(String pointer, AgentId agent) {
    return new Unsayable(
        problem(
            "not-you",
            "the message is by another agent than the one that is connected",
            "write " + agent,
            pointer));
  }

  private static Frame.Problem problem(String code, String message, String remedy, String pointer) {
    return new Frame.Problem(
        code,
        message,
        remedy,
        Optional.empty(),
        Optional.of(pointer),
        false,
        Optional.empty(),
        Optional.empty());
  }
}
