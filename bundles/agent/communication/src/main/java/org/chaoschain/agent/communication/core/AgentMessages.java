// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.communication.core;

import java.util.Optional;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;

/**
 * The message type {@code agent}: alliances, discussions, pointers to memes, status and
 * announcements, to one agent or to all. Has no state.
 */
public class AgentMessages implements MessageType {
  /** The largest envelope, in bytes. */
  public static final int MAX_BYTES = 65_536;

  /** Makes the type. */
  public AgentMessages() {}

  @Override
  public final String name() {
    return "agent";
  }

  @Override
  public final int maxBytes() {
    return MAX_BYTES;
  }

  /** Critical ones are high by the sender's claim; announcements can wait. */
  @Override
  public final Priority priority(Message message) {
    if (message.critical()) {
      return Priority.HIGH;
    }
    return content(message).filter(c -> c instanceof Content.Announcement).isPresent()
        ? Priority.LOW
        : Priority.MEDIUM;
  }

  @Override
  public final Optional<Rejection> validate(Message message) {
    return content(message)
        .map(ContentRules::judge)
        .orElseGet(
            () ->
                Optional.of(
                    new Rejection("payload " + message.payload().number() + " is not 6", true)));
  }

  @Override
  public final String render(Message message) {
    return content(message).map(ContentText::of).orElse("(no agent communication)");
  }

  private static Optional<Content> content(Message message) {
    return message.payload() instanceof Payload.AgentCommunication said
        ? Optional.of(said.content())
        : Optional.empty();
  }
}
