// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The peers that have messages in the queue, and for a while those that had some. Who is new starts
 * where those have got to that were forgotten, so being forgotten gains nothing.
 */
final class FlowTable<K, M> {
  private final int maxPeers;
  private final long idleNanos;
  private final Map<K, Flow<K, M>> flows = new HashMap<>();

  /** In each class it has got as far as any that was forgotten. */
  private final Flow<K, M> forgotten = new Flow<>(null);

  private Flow<K, M> longestIdle;
  private Flow<K, M> shortestIdle;
  private int idle;

  FlowTable(FlowConfig config) {
    this.maxPeers = (int) config.peers().value();
    this.idleNanos = config.idle().toNanos();
  }

  /** The flow of a peer; null if there are too many. */
  Flow<K, M> find(K peer, long nowNanos) {
    while (longestIdle != null && nowNanos - longestIdle.idleSinceNanos > idleNanos) {
      forget(longestIdle);
    }
    Flow<K, M> known = flows.get(peer);
    if (known != null) {
      return known;
    }
    if (flows.size() >= maxPeers) {
      if (longestIdle == null) {
        return null;
      }
      forget(longestIdle);
    }
    Flow<K, M> flow = new Flow<>(peer);
    flow.startsNotBefore(forgotten);
    flows.put(peer, flow);
    idle(flow, nowNanos);
    return flow;
  }

  /** A flow has nothing in the queue. */
  void idle(Flow<K, M> flow, long nowNanos) {
    flow.idleSinceNanos = nowNanos;
    flow.longerIdle = shortestIdle;
    if (shortestIdle == null) {
      longestIdle = flow;
    } else {
      shortestIdle.shorterIdle = flow;
    }
    shortestIdle = flow;
    idle++;
  }

  /** A flow that was idle has something in the queue. */
  void busy(Flow<K, M> flow) {
    if (flow.longerIdle == null) {
      longestIdle = flow.shorterIdle;
    } else {
      flow.longerIdle.shorterIdle = flow.shorterIdle;
    }
    if (flow.shorterIdle == null) {
      shortestIdle = flow.longerIdle;
    } else {
      flow.shorterIdle.longerIdle = flow.longerIdle;
    }
    flow.longerIdle = null;
    flow.shorterIdle = null;
    idle--;
  }

  private void forget(Flow<K, M> flow) {
    busy(flow);
    forgotten.startsNotBefore(flow);
    flows.remove(flow.peer);
  }

  void forEach(Consumer<Flow<K, M>> action) {
    flows.values().forEach(action);
  }

  int size() {
    return flows.size();
  }

  /** How many flows have something in the queue. */
  int active() {
    return flows.size() - idle;
  }
}
