// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;

/** Does the peer that brings it keep to its rate? What this node says itself no peer brings. */
public record PeerRateStep(Rates rates) implements Step {
  @Override
  public Stage stage() {
    return Stage.PEER_RATE;
  }

  @Override
  public Judgement judge(Passage passage) {
    Optional<String> peer = passage.origin().broughtBy();
    return peer.isEmpty()
        ? Judgement.ON
        : Judgement.of(rates.fromPeer(peer.get(), passage.wire().size(), passage.nanos()));
  }
}
