// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.p2p.api.peer.PeerId;

/** A time for each of a bounded number of peers; the one that came first leaves first. */
final class Remembered extends LinkedHashMap<PeerId, Long> {
  private static final long serialVersionUID = 1;
  private static final int MAX_PEERS = 4096;

  @Override
  protected boolean removeEldestEntry(Map.Entry<PeerId, Long> eldest) {
    return size() > MAX_PEERS;
  }
}
