// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What this node has seen of how agents stand to each other, from the messages about alliances that
 * its own agents sent or that it was handed. Other nodes have seen other messages. Safe for use by
 * many threads; never blocks.
 */
@ProviderType
public interface Relations {
  /** The highest trust; the lowest is its negative. */
  int MAX_TRUST = 100;

  /** The alliances that are remembered, ended ones included, the one that changed last first. */
  List<Alliance> alliances();

  /** Those of one agent. */
  default List<Alliance> alliancesOf(AgentId agent) {
    return alliances().stream()
        .filter(each -> each.proposer().equals(agent) || each.partner().equals(agent))
        .toList();
  }

  /**
   * How much an agent has reason to trust another by the outcomes of their alliances: from -{@value
   * #MAX_TRUST} to {@value #MAX_TRUST}; 0 if nothing is known. It moves towards 0 as time passes.
   */
  int trust(AgentId of, AgentId in);

  /** How an alliance stands. */
  enum State {
    /** Offered. */
    PROPOSED,
    /** The offer was taken. */
    ACTIVE,
    /** The offer was declined. */
    REJECTED,
    /** One of the two has ended it, or has taken the offer back. */
    DISSOLVED
  }

  /**
   * An alliance of two agents.
   *
   * @param id the name its proposer has chosen; of the same two agents and proposer only one has it
   * @param proposer who offered it
   * @param partner to whom
   * @param state how it stands
   * @param terms what the proposer offered
   * @param since when the state was reached, by this node's clock
   */
  record Alliance(
      String id, AgentId proposer, AgentId partner, State state, String terms, Instant since) {}
}
