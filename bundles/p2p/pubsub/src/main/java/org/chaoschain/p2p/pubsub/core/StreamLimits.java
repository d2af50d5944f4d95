// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * What bounds the streams of one protocol, and where they count.
 *
 * @param maxRpc bytes of one RPC
 * @param maxQueue bytes that wait for one peer
 * @param maxInbound bytes of one peer that wait to be routed before it is not read any more
 * @param metrics where is counted
 * @param prefix how the counters' names begin, with a dot at the end
 */
public record StreamLimits(
    Limit maxRpc, Limit maxQueue, long maxInbound, Metrics metrics, String prefix) {
  Counter counter(String name, String... tags) {
    return metrics.counter(prefix + name, tags);
  }
}
