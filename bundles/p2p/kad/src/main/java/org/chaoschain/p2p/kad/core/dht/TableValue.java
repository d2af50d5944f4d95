// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.RoutingTable;

/**
 * What peers are worth to the routing table: those of a bucket share {@link #BUCKET} points, so
 * that whoever is alone in its part of the key space is worth most, and each has {@link #PLACE} of
 * its own. Safe for use by many threads.
 */
final class TableValue implements PeerValue, RoutingTable.Places {
  private static final int PLACE = 10;
  private static final int BUCKET = 90;

  private final Map<PeerId, Integer> bucketOf = new ConcurrentHashMap<>();
  private final AtomicIntegerArray sizes = new AtomicIntegerArray(KadKey.BITS);

  @Override
  public void taken(PeerId peer, int bucket) {
    sizes.incrementAndGet(bucket);
    bucketOf.put(peer, bucket);
  }

  @Override
  public void left(PeerId peer, int bucket) {
    bucketOf.remove(peer);
    sizes.decrementAndGet(bucket);
  }

  @Override
  public String tag() {
    return "kad.table";
  }

  @Override
  public int value(PeerId peer) {
    Integer bucket = bucketOf.get(peer);
    return bucket == null ? 0 : PLACE + BUCKET / Math.max(1, sizes.get(bucket));
  }
}
