package ${package};

import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.pf4j.Extension;

/**
 * The agent {@code ${agentName}}: answers whoever asks it something. It answers questions and never
 * answers, so that two of its kind do not talk for ever.
 */
@Extension
public final class ${className}Agent implements Agent {
  /** The name under which the node keeps its key. */
  public static final String NAME = "${agentName}";

  private final AtomicReference<AgentContext> context = new AtomicReference<>();

  /** Made by the node. */
  public ${className}Agent() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void onHosted(AgentContext hosted) {
    context.set(hosted);
  }

  @Override
  public void onMessage(SignedMessage signed) {
    AgentContext self = context.get();
    Message message = signed.message();
    if (self == null || message.target().isEmpty()) {
      return; // what is said to all wants no answer
    }
    if (message.payload() instanceof Payload.AgentCommunication speech
        && speech.content() instanceof Content.Discussion question
        && question.replyTo().isEmpty()) {
      self.send(
          message.sender(),
          new Content.Discussion(question.topic(), answer(question), message.id()),
          SendOptions.DEFAULT);
    }
  }

  /** What it thinks. Put its mind here. */
  static String answer(Content.Discussion question) {
    return "I have thought about " + question.topic() + ", and I agree.";
  }

  @Override
  public void onRemoved() {
    context.set(null);
  }
}
