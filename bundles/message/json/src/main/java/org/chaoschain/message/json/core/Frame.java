// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * What an agent and a gateway say to each other on one connection: messages, and what keeps the
 * connection in order. Immutable. {@link Frames} reads and writes them.
 */
public sealed interface Frame
    permits Frame.Said,
        Frame.Delivery,
        Frame.Gap,
        Frame.Taken,
        Frame.Received,
        Frame.Problem,
        Frame.SlowDown,
        Frame.Hello,
        Frame.Begin,
        Frame.Resume,
        Frame.Ready,
        Frame.Hosting,
        Frame.Hosted,
        HandshakeFrame {
  /** The value of the member {@code type}: {@code slow_down}. */
  String type();

  /**
   * An agent says something: a message as it is, in one of the forms.
   *
   * @param message what it says
   * @param ignored pointers to members that were passed over, when it was read
   */
  record Said(JsonMessage message, List<String> ignored) implements Frame {
    /** Keeps a copy. */
    public Said {
      ignored = List.copyOf(ignored);
    }

    @Override
    public String type() {
      return message.form().type();
    }
  }

  /**
   * A gateway hands on a message.
   *
   * @param sequence 1, 2, 3 … in the session; the agent acknowledges by it
   * @param message the message
   */
  record Delivery(long sequence, JsonMessage message) implements Frame {
    @Override
    public String type() {
      return "delivery";
    }
  }

  /**
   * Deliveries that will not come. For the order of deliveries it stands for all of them.
   *
   * @param from sequence of the first
   * @param to sequence of the last
   * @param reason why
   */
  record Gap(long from, long to, Reason reason) implements Frame {
    /** Why deliveries will not come. */
    public enum Reason {
      /** There was no room for them while they waited. */
      OVERFLOW,
      /** They have waited too long. */
      AGE,
      /** The agent has said before that it has got them. */
      ACKNOWLEDGED;

      /** The word in JSON. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String type() {
      return "gap";
    }
  }

  /**
   * A gateway has taken what the agent said.
   *
   * @param id that the agent gave the message
   * @param status what was done with it
   * @param messageId the id under which the network knows it
   */
  record Taken(String id, Status status, Optional<String> messageId) implements Frame {
    /** What was done with a message. */
    public enum Status {
      /** It is on its way. */
      ACCEPTED,
      /** It waits for a plugin of its type. */
      PARKED,
      /** It was there already. */
      DUPLICATE,
      /** The receiver has it. */
      DELIVERED,
      /** Nobody knows whether the receiver has it. */
      UNCERTAIN;

      /** The word in JSON. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String type() {
      return "acknowledgement";
    }
  }

  /**
   * An agent has got all deliveries up to one.
   *
   * @param sequence of the last of them
   */
  record Received(long sequence) implements Frame {
    @Override
    public String type() {
      return "acknowledgement";
    }
  }

  /**
   * Something was refused or has failed.
   *
   * @param code for machines: lower case words with hyphens
   * @param message for people
   * @param remedy what to do, or empty
   * @param id of the message concerned
   * @param pointer to the place in the text that was refused
   * @param retryable whether it may work later
   * @param limit value of the limit that is reached
   * @param key of that limit
   */
  record Problem(
      String code,
      String message,
      String remedy,
      Optional<String> id,
      Optional<String> pointer,
      boolean retryable,
      Optional<Long> limit,
      Optional<String> key)
      implements Frame {
    /** Something that has to do with no limit and no place in a text. */
    public static Problem of(String code, String message, String remedy, boolean retryable) {
      return new Problem(
          code,
          Frames.head(message),
          Frames.head(remedy),
          Optional.empty(),
          Optional.empty(),
          retryable,
          Optional.empty(),
          Optional.empty());
    }

    /** A limit is reached; it may work later. */
    public static Problem of(LimitExceededException refusal) {
      return new Problem(
          "limit",
          Frames.head(refusal.getMessage()),
          "",
          Optional.empty(),
          Optional.empty(),
          true,
          Optional.of(refusal.limit()),
          Optional.of(refusal.key()));
    }

    /** A text was refused. */
    public static Problem of(JsonFormException refusal) {
      return new Problem(
          refusal.reason().code(),
          Frames.head(refusal.getMessage()),
          Frames.head(refusal.remedy()),
          Optional.empty(),
          Optional.of(refusal.pointer()),
          false,
          Optional.empty(),
          Optional.empty());
    }

    /** The same, about that message. */
    public Problem about(String messageId) {
      return new Problem(
          code, message, remedy, Optional.of(messageId), pointer, retryable, limit, key);
    }

    @Override
    public String type() {
      return "error";
    }
  }

  /**
   * The agent is about to reach a limit, or its messages wait for room: if it sends on before the
   * time is over, what it says may be refused.
   *
   * @param retryAfter how long to wait, in whole milliseconds; 0 to 49 days
   * @param limit value of the limit that is near
   * @param key of that limit
   */
  record SlowDown(Duration retryAfter, Optional<Long> limit, Optional<String> key)
      implements Frame {
    @Override
    public String type() {
      return "slow_down";
    }
  }

  /**
   * A gateway says who it is, before anything else; it proves nothing by it.
   *
   * @param server the node's public key
   * @param chainId the chain it is on
   */
  record Hello(AgentId server, String chainId) implements Frame {
    @Override
    public String type() {
      return "hello";
    }
  }

  /** An agent that has authenticated begins anew. */
  record Begin() implements Frame {
    @Override
    public String type() {
      return "begin";
    }
  }

  /**
   * An agent that has authenticated and was here before goes on where it was.
   *
   * @param session as {@code ready} named it, 16 bytes; no secret, for the handshake carries the
   *     right
   * @param sequence of the last delivery that the agent has got; 0 for none
   */
  record Resume(Bytes session, long sequence) implements Frame {
    /** The size of a session's id, in bytes. */
    public static final int SESSION_BYTES = 16;

    @Override
    public String type() {
      return "resume";
    }
  }

  /**
   * A gateway answers {@link Begin} or {@link Resume}; deliveries follow.
   *
   * @param session to resume by, 16 bytes
   * @param sequence after which deliveries go on
   * @param resumed whether this is where the agent was; false if all before is forgotten
   */
  record Ready(Bytes session, long sequence, boolean resumed) implements Frame {
    @Override
    public String type() {
      return "ready";
    }
  }

  /**
   * An agent says anew that it is found at this node, before its last word on it ends.
   *
   * @param record an encoded {@code SignedHostingRecord}, at most {@link
   *     HandshakeFrame#MAX_ATTACHMENT_BYTES}
   */
  record Hosting(Bytes record) implements Frame {
    @Override
    public String type() {
      return "hosting";
    }
  }

  /**
   * A gateway has taken {@link Hosting}: the record is passed on in the place of the one before.
   *
   * @param expiresAt the end of its validity
   */
  record Hosted(Instant expiresAt) implements Frame {
    @Override
    public String type() {
      return "hosted";
    }
  }
}
