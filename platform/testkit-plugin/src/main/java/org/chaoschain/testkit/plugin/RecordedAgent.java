// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.message.SignedMessage;

/** An agent whose messages, and whatever it throws, are kept for the test. */
final class RecordedAgent implements Agent {
  private final Agent agent;
  private final Consumer<Throwable> failures;
  private final List<SignedMessage> messages = new ArrayList<>();
  private Consumer<SignedMessage> listener = message -> {};

  RecordedAgent(Agent agent, Consumer<Throwable> failures) {
    this.agent = agent;
    this.failures = failures;
  }

  void listener(Consumer<SignedMessage> next) {
    listener = next;
  }

  List<SignedMessage> messages() {
    return List.copyOf(messages);
  }

  @Override
  public String name() {
    return agent.name();
  }

  @Override
  public void onHosted(AgentContext context) {
    guarded(() -> agent.onHosted(context));
  }

  @Override
  public void onMessage(SignedMessage message) {
    messages.add(message);
    listener.accept(message);
    guarded(() -> agent.onMessage(message));
  }

  @Override
  public void onRemoved() {
    guarded(agent::onRemoved);
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.accept(e);
      throw e;
    }
  }
}
