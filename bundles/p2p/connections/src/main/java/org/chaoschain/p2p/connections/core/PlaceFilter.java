// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.Collection;
import org.chaoschain.p2p.api.host.DialFilter;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;

/**
 * Has no discovered peer dialled one of whose addresses is in a prefix that enough others share:
 * whoever fills the answers of a discovery with ids of his own gets no more places than that. All
 * addresses count, since anybody can put one of a rare prefix before his own.
 *
 * @param maxPerPrefix key {@code p2p.connections.max.per.prefix}
 */
public record PlaceFilter(int maxPerPrefix) implements DialFilter {
  @Override
  public boolean worthDialling(AddressInfo peer, Collection<Multiaddr> others) {
    Places places = new Places();
    others.forEach(places::add);
    return peer.addresses().stream().allMatch(address -> places.count(address) < maxPerPrefix);
  }
}
