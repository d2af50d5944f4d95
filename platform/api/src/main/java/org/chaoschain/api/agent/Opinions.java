// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Asks agents of this node for their opinions. Safe for use by many threads; never blocks. */
@ProviderType
public interface Opinions {
  /**
   * Asks each of the agents once, all at the same time. An agent that is slow, fails or is not
   * there has no opinion, and changes nothing for the others.
   *
   * @param block what they are asked about
   * @param agents whom; those that this node does not host are {@link Status#ABSENT}
   * @param within how long to wait, from now; more than zero
   * @return one answer for each agent, ordered by agent; completes when all have answered or the
   *     time is over, on a worker thread, and never fails
   * @throws IllegalArgumentException if the time is not more than zero
   */
  CompletionStage<List<Answer>> ask(ProposedBlock block, Set<AgentId> agents, Duration within);

  /** What has become of a question. */
  enum Status {
    /** There is an opinion. */
    ANSWERED,
    /** None came in time. */
    LATE,
    /** The agent threw, its stage failed, or it answered nothing. */
    FAILED,
    /**
     * It has too many questions open already (key {@code agent.opinions.max.open}), or the node has
     * no room for the question; the opinion's reason says which limit that is.
     */
    BUSY,
    /** No agent of that id can be asked here. */
    ABSENT
  }

  /**
   * The answer of one agent.
   *
   * @param agent who
   * @param status what has become of the question
   * @param opinion the opinion; one that abstains and says why if the status is not {@link
   *     Status#ANSWERED}
   * @param took from the question to the answer, by the node's clock
   */
  record Answer(AgentId agent, Status status, Opinion opinion, Duration took) {}
}
