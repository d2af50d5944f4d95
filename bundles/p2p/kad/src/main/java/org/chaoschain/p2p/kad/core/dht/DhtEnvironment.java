// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * What the DHT lives on.
 *
 * @param host connections and streams
 * @param peerStore addresses and protocols of peers
 * @param clock time
 * @param scheduler delays and executors
 * @param random keys that refresh buckets, and jitter
 * @param metrics counters and limits
 * @param events steps into the network
 * @param offering where the protocol is offered while this node serves
 * @param reputation who is told what peers do that they should not, if somebody is there
 */
public record DhtEnvironment(
    Host host,
    PeerStore peerStore,
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random,
    Metrics metrics,
    Events events,
    Offering offering,
    Supplier<Optional<Reputation>> reputation) {
  /** Offers a protocol to remotes, and withdraws it. */
  public interface Offering {
    /** Offers it from now on. */
    void offer(StreamProtocol protocol);

    /** Offers it no more. */
    void withdraw(StreamProtocol protocol);
  }
}
