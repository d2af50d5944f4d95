// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.EnumSet;
import java.util.Set;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;

/**
 * How much of each control message one peer has used up since the last heartbeat. It starts anew
 * when it is first asked after a heartbeat, so that a heartbeat need not visit every peer.
 */
final class ControlBudget {
  private long tick = -1;
  private int ihaves;
  private int ihaveIds;
  private int askedIds;
  private int iwantIds;
  private int idontwantIds;
  private int idontwantIdsSent;
  private int subscriptionChanges;
  private Set<PubSubIncident.Kind> raised = Set.of();

  private void at(long now) {
    if (tick != now) {
      tick = now;
      ihaves = 0;
      ihaveIds = 0;
      askedIds = 0;
      iwantIds = 0;
      idontwantIds = 0;
      idontwantIdsSent = 0;
      subscriptionChanges = 0;
      raised = Set.of();
    }
  }

  /** Takes one IHAVE. */
  boolean ihave(long now, int limit) {
    at(now);
    return ihaves++ < limit;
  }

  /** Takes ids of an IHAVE, as many as are left of those wanted. */
  int ihaveIds(long now, int wanted, int limit) {
    at(now);
    int granted = Math.min(wanted, limit - ihaveIds);
    ihaveIds += granted;
    return granted;
  }

  /** Takes ids to be asked for by IWANT. */
  int asked(long now, int wanted, int limit) {
    at(now);
    int granted = Math.min(wanted, limit - askedIds);
    askedIds += granted;
    return granted;
  }

  /** Takes ids of an IWANT. */
  int iwant(long now, int wanted, int limit) {
    at(now);
    int granted = Math.min(wanted, limit - iwantIds);
    iwantIds += granted;
    return granted;
  }

  /** Takes ids of an IDONTWANT that came. */
  int idontwant(long now, int wanted, int limit) {
    at(now);
    int granted = Math.min(wanted, limit - idontwantIds);
    idontwantIds += granted;
    return granted;
  }

  /** Takes the id of an IDONTWANT that is to be sent. */
  boolean idontwantSent(long now, int limit) {
    at(now);
    return idontwantIdsSent++ < limit;
  }

  /** Takes changes of subscriptions. */
  int subscriptions(long now, int wanted, int limit) {
    at(now);
    int granted = Math.min(wanted, limit - subscriptionChanges);
    subscriptionChanges += granted;
    return granted;
  }

  /** Whether an incident of that kind is told for the first time. */
  boolean firstOf(long now, PubSubIncident.Kind kind) {
    at(now);
    if (raised.isEmpty()) {
      raised = EnumSet.of(kind);
      return true;
    }
    return raised.add(kind);
  }
}
