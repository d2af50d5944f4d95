// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Priority;

/**
 * Where a direct message goes, and its place among others.
 *
 * @param sender the agent that says it
 * @param target the agent it is for
 * @param type the name of its type: what one sender says in one type keeps its order
 * @param priority its class
 */
public record Posting(AgentId sender, AgentId target, String type, Priority priority) {
  /** What keeps its order whatever the classes are. */
  public record Line(AgentId sender, String type) {}

  /** Its order among messages to one place. */
  public Line line() {
    return new Line(sender, type);
  }
}
