// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;

/** An agent that answers a question, once, and no answer. */
public class Gossip implements Agent {
  protected volatile AgentContext context;

  /** Made by a component runtime. */
  public Gossip() {}

  @Override
  public String name() {
    return "gossip";
  }

  @Override
  public void onHosted(AgentContext hosted) {
    context = hosted;
  }

  @Override
  public void onMessage(SignedMessage message) {
    Message said = message.message();
    if (context != null
        && said.inReplyTo().isEmpty()
        && said.payload() instanceof Payload.AgentCommunication speech
        && speech.content() instanceof Content.Discussion discussion
        && discussion.replyTo().isEmpty()) {
      answer(said, new Content.Discussion(discussion.topic(), "I heard so", said.id()));
    }
  }

  protected void answer(Message said, Content content) {
    context.send(said.sender(), content, SendOptions.DEFAULT);
  }

  @Override
  public void onRemoved() {
    context = null;
  }
}
