// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of message: its rules, its text for people, and what happens when one arrives. Register it
 * as a service to add one; messages of its name that were parked are delivered to it. When the
 * service goes, messages wait, within limits, for the next one.
 *
 * <p>Methods are called on worker threads, several at once for different senders; the messages of
 * one sender come in order, one after the other.
 */
@ConsumerType
public interface MessageType {
  /**
   * The name, as {@link Message#typeName} gives it: {@code extension/ascii-meme}. Constant while
   * registered.
   */
  String name();

  /** The largest envelope of this type, in bytes, at most 262,144. */
  int maxBytes();

  /** The class it is delivered in. */
  default Priority priority(Message message) {
    return Priority.MEDIUM;
  }

  /**
   * The topic that broadcasts of this type travel on: {@code agents}, {@code memes}, or one of its
   * own.
   */
  default String topic() {
    return "agents";
  }

  /**
   * Judges a message by the type's own rules. Must be deterministic and quick, and must not block:
   * it runs before the message is forwarded to others.
   *
   * @return empty if it is good, else why not
   */
  default Optional<Rejection> validate(Message message) {
    return Optional.empty();
  }

  /** A text for people, of one or more lines. */
  String render(Message message);

  /**
   * A validated message has arrived at this node. Called before agents get it. May block; if it
   * throws, the failure is counted and the sender of a direct message is told.
   *
   * <p>Called once for each message; for a direct one once more if the node has crashed before its
   * agent was through with it: {@link SignedMessage#idempotencyKey} says that it is the same.
   */
  default void handle(SignedMessage message) throws Exception {}

  /**
   * Why a message is not accepted.
   *
   * @param reason for the log, and for the sender of a direct message
   * @param senderAtFault whether whoever forwarded it should not have: its score suffers; else it
   *     is ignored
   */
  record Rejection(String reason, boolean senderAtFault) {}
}
