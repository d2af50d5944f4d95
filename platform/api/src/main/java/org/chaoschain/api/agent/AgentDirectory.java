// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The agents that this node hosts. Safe for use by many threads. */
@ProviderType
public interface AgentDirectory {
  /**
   * A hosted agent.
   *
   * @param name the name its key is kept under
   * @param id its id
   */
  record HostedAgent(String name, AgentId id) {}

  /** All hosted agents, by name. */
  List<HostedAgent> hosted();

  /** The hosted agent of that name. */
  Optional<HostedAgent> byName(String name);

  /** The hosted agent with that id. */
  Optional<HostedAgent> byId(AgentId id);
}
