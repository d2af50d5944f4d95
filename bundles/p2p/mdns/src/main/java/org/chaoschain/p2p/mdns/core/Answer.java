// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/** The peers that a TXT record tells, with their addresses that mean something here. */
final class Answer {
  private final Map<PeerId, List<Multiaddr>> peers = new LinkedHashMap<>();

  /** Reads the record; what is no address is left out, and so is what goes beyond the limit. */
  Answer(Resource.Texts record, Limit maxAddresses) {
    int read = 0;
    for (String text : record.texts()) {
      String address = Announcement.address(text);
      if (address == null) {
        continue;
      }
      if (!maxAddresses.allows(++read)) {
        maxAddresses.refuse("the answer of " + record.owner(), record.texts().size());
        return;
      }
      add(address);
    }
  }

  private void add(String text) {
    Multiaddr address;
    try {
      address = Multiaddr.parse(text);
    } catch (IllegalArgumentException unknownOrMalformed) {
      return;
    }
    if (address.peerId().isPresent() && Reachable.test(address)) {
      peers.computeIfAbsent(address.peerId().get(), id -> new ArrayList<>()).add(address);
    }
  }

  Map<PeerId, List<Multiaddr>> peers() {
    return peers;
  }
}
