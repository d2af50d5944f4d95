// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import java.time.Instant;
import org.chaoschain.api.agent.Relations.Alliance;
import org.chaoschain.api.agent.Relations.State;

/**
 * What is remembered of an alliance.
 *
 * @param state how it stands
 * @param terms what was offered
 * @param since when the state was reached, by this node's clock
 * @param proposerSaid the time of the proposer's last step, by his clock; the epoch if none
 * @param partnerSaid the time of the partner's last step, by his clock; the epoch if none
 */
public record Entry(
    State state, String terms, Instant since, Instant proposerSaid, Instant partnerSaid) {
  Alliance alliance(AllianceKey key) {
    return new Alliance(key.id(), key.proposer(), key.partner(), state, terms, since);
  }

  boolean ended() {
    return state == State.REJECTED || state == State.DISSOLVED;
  }

  Entry now(State next, Instant at, boolean byProposer, Instant said) {
    return new Entry(
        next, terms, at, byProposer ? said : proposerSaid, byProposer ? partnerSaid : said);
  }
}
