// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import java.util.Optional;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;

/** Teaches a node what a poll is, and what a vote. */
@org.pf4j.Extension
public final class PollType implements MessageType {
  /** What senders write into the type of an {@link Extension}. */
  public static final String EXTENSION_TYPE = "poll";

  /** The version of the body's form that is understood. */
  public static final int SCHEMA_VERSION = 1;

  private final Marks marks;

  /** Called by the node. */
  public PollType() {
    this(PollPlugin.marks());
  }

  PollType(Marks marks) {
    this.marks = marks;
  }

  @Override
  public String name() {
    return "extension/" + EXTENSION_TYPE;
  }

  /** The largest body, the largest fallback text, and the envelope around them. */
  @Override
  public int maxBytes() {
    return PollMessage.MAX_BYTES + 2048;
  }

  /** A broken poll is its sender's fault; a newer form than ours is nobody's. */
  @Override
  public Optional<Rejection> validate(Message message) {
    Extension extension = message.extension().orElseThrow();
    if (extension.schemaVersion() != SCHEMA_VERSION) {
      return Optional.of(
          new Rejection(
              "schema version %d of %s is not known here, only %d; a newer plugin may know it"
                  .formatted(extension.schemaVersion(), EXTENSION_TYPE, SCHEMA_VERSION),
              false));
    }
    try {
      PollMessage.parse(extension.body());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Rejection("no poll and no vote: " + e.getMessage(), true));
    }
  }

  @Override
  public String render(Message message) {
    PollMessage said = PollMessage.parse(message.extension().orElseThrow().body());
    if (said instanceof PollMessage.Vote vote) {
      return "votes for " + marks.of(vote.option()).strip() + " in the poll " + vote.pollId();
    }
    PollMessage.Poll poll = (PollMessage.Poll) said;
    StringBuilder text = new StringBuilder("poll " + message.id() + ": " + poll.question());
    for (int option = 1; option <= poll.options().size(); option++) {
      text.append("\n  ").append(marks.of(option)).append(poll.options().get(option - 1));
    }
    return text.toString();
  }
}
