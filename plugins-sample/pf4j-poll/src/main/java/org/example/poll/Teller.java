// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Clock;
import org.pf4j.Extension;

/**
 * An agent that hears every poll, counts the votes, and tells each voter how it stands. The node
 * keeps a key for it, signs for it, and calls it with one message after the other.
 */
@Extension
public final class Teller implements Agent {
  private final Clock clock;
  private final Tally tally = new Tally();
  private volatile AgentContext node;

  /** Called by the node, which gives what the parameters ask for. */
  public Teller(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "teller";
  }

  @Override
  public void onHosted(AgentContext context) {
    node = context;
  }

  @Override
  public void onMessage(SignedMessage signed) {
    Message message = signed.message();
    if (!message.typeName().equals("extension/" + PollType.EXTENSION_TYPE)) {
      return;
    }
    PollMessage said = PollMessage.parse(message.extension().orElseThrow().body());
    if (said instanceof PollMessage.Poll poll) {
      tally.open(message.id(), poll, clock.now());
    } else if (said instanceof PollMessage.Vote vote) {
      String answer = tally.vote(message.sender(), vote, clock.now());
      AgentContext speaker = node;
      if (speaker != null && !message.sender().equals(speaker.id())) {
        speaker.send(
            message.sender(),
            new Content.Discussion(
                tally.question(vote.pollId()).orElse("poll"), answer, message.id()),
            SendOptions.DEFAULT);
      }
    }
  }

  @Override
  public void onRemoved() {
    node = null;
  }
}
