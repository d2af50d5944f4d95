// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;

/**
 * What an agent and a gateway say to each other on one connection: messages, and what keeps the
 * connection in order. Immutable. {@link Frames} reads and writes them.
 */
public sealed interface Frame {
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
   * A gateway has taken what the agent said.
   *
   * @param id of the message
   * @param status what was done with it
   */
  record Taken(String id, Status status) implements Frame {
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
   */
  record Problem(
      String code,
      String message,
      String remedy,
      Optional<String> id,
      Optional<String> pointer,
      boolean retryable)
      implements Frame {
    /** A text was refused. */
    public static Problem of(JsonFormException refusal) {
      return new Problem(
          refusal.reason().code(),
          Frames.head(refusal.getMessage()),
          Frames.head(refusal.remedy()),
          Optional.empty(),
          Optional.of(refusal.pointer()),
          false);
    }

    @Override
    public String type() {
      return "error";
    }
  }

  /**
   * Too much at once: what comes before the time is over will be refused.
   *
   * @param retryAfter how long to wait, in whole milliseconds; 0 to 49 days
   * @param key of the limit that is reached
   */
  record SlowDown(Duration retryAfter, Optional<String> key) implements Frame {
    @Override
    public String type() {
      return "slow_down";
    }
  }

  /**
   * A gateway asks an agent to prove who it is.
   *
   * @param nonce 16 to 64 bytes, drawn for this connection
   * @param server the gateway's public key
   * @param chainId the chain it is on
   * @param expiresAt until when the answer must be there
   */
  record Challenge(Bytes nonce, AgentId server, String chainId, Instant expiresAt)
      implements Frame {
    @Override
    public String type() {
      return "challenge";
    }
  }

  /**
   * An agent that was here before goes on where it was.
   *
   * @param session what the gateway named the session, 16 to 64 bytes; a secret
   * @param sequence of the last delivery that the agent has got; 0 for none
   */
  record Resume(Bytes session, long sequence) implements Frame {
    @Override
    public String type() {
      return "resume";
    }

    /** The session is a secret and is not shown. */
    @Override
    public String toString() {
      return "Resume[sequence=" + sequence + "]";
    }
  }
}
