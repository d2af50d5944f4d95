// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.agents;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows which peer hosts which agent, from hosting records that the agents have signed. Safe for
 * use by many threads.
 */
@ProviderType
public interface AgentLocator {
  /** The peer that hosts an agent, as far as it is known now; the record has not expired. */
  Optional<PeerId> locate(AgentId agent);

  /**
   * Looks for an agent: answers at once if it is known, else asks connected peers, then every
   * {@link AgentSource}.
   *
   * @param deadline how long to ask
   * @return empty if nobody knows by then; never fails
   */
  CompletionStage<Optional<PeerId>> find(AgentId agent, Duration deadline);
}
