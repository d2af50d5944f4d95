// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import java.util.Map;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.SignedMessage;

/** An agent that writes down what it gets. */
public final class BenchAgent implements Agent {
  private final String name;
  private final BenchLog log;

  /**
   * Made by Declarative Services.
   *
   * @param properties the component's; {@code bench.agent} is the agent's name
   */
  public BenchAgent(Map<String, Object> properties) {
    this.name = String.valueOf(properties.get("bench.agent"));
    this.log = new BenchLog("agent-" + name);
  }

  /** Called when this generation goes. */
  public void deactivate() {
    log.close();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void onMessage(SignedMessage message) {
    log.handle(message.message());
  }
}
