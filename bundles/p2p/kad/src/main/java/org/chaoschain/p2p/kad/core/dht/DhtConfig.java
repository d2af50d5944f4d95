// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import org.chaoschain.p2p.kad.core.BootstrapFlow;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMode;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.RoutingTable;

/**
 * What the DHT is told.
 *
 * @param protocol the protocol's id; key {@code p2p.kad.protocol}
 * @param mode whether others are served; key {@code p2p.kad.mode}
 * @param localAddresses whether loopback and private addresses are told and believed; key {@code
 *     p2p.kad.local.addresses}
 * @param table bounds of the routing table
 * @param lookup parameters of searches
 * @param limits bounds of messages and stores
 * @param searches how many searches, and of what duration
 * @param times intervals
 * @param bootstrap how long each step into the network takes at most
 */
public record DhtConfig(
    String protocol,
    KadMode.Choice mode,
    boolean localAddresses,
    RoutingTable.Settings table,
    Lookup.Settings lookup,
    KadLimits.Values limits,
    Searches searches,
    Times times,
    BootstrapFlow.Timeouts bootstrap) {
  /** The id by default. */
  public static final String CHAOSCHAIN = "/chaoschain/kad/1.0.0";

  /** The id of the public IPFS network and of other implementations' defaults. */
  public static final String IPFS = "/ipfs/kad/1.0.0";

  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = KadLimits.KEY_PREFIX;

  /**
   * How many searches, and of what duration.
   *
   * @param running at the same time; key {@code p2p.kad.max.searches}
   * @param waiting for one to end; key {@code p2p.kad.max.searches.waiting}
   * @param quorum good values after which the search for one ends; key {@code p2p.kad.quorum}
   * @param peerBeta closest peers that must have answered for the end of a search for one peer; key
   *     {@code p2p.kad.beta}
   * @param requestTimeout of one request, dialling included; key {@code p2p.kad.request.timeout}
   * @param timeout of a search; key {@code p2p.kad.search.timeout}
   * @param idleTimeout of a stream on which a remote asks nothing; key {@code p2p.kad.idle.timeout}
   */
  public record Searches(
      int running,
      int waiting,
      int quorum,
      int peerBeta,
      Duration requestTimeout,
      Duration timeout,
      Duration idleTimeout) {
    /** The defaults. */
    public static final Searches DEFAULT =
        new Searches(
            16, 256, 3, 3, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  /**
   * Intervals.
   *
   * @param refresh a bucket that no search went through for so long is refreshed; key {@code
   *     p2p.kad.refresh}
   * @param liveness a peer unseen for so long is checked; key {@code p2p.kad.liveness}
   * @param recordLifetime how long values are kept; key {@code p2p.kad.record.lifetime}
   * @param recordRepublish how often own values are told again; key {@code
   *     p2p.kad.record.republish}
   * @param providerLifetime how long providers are kept; key {@code p2p.kad.provider.lifetime}
   * @param providerRepublish how often own provisions are told again; key {@code
   *     p2p.kad.provider.republish}
   * @param tick how often is looked what is due
   */
  public record Times(
      Duration refresh,
      Duration liveness,
      Duration recordLifetime,
      Duration recordRepublish,
      Duration providerLifetime,
      Duration providerRepublish,
      Duration tick) {
    /** The defaults. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            KadLimits.RECORD_LIFETIME,
            Duration.ofMinutes(30),
            Duration.ofDays(2),
            Duration.ofHours(22),
            Duration.ofSeconds(5));
  }

  /** The defaults. */
  public static final DhtConfig DEFAULT =
      new DhtConfig(
          CHAOSCHAIN,
          KadMode.Choice.AUTO,
          true,
          RoutingTable.Settings.DEFAULT,
          Lookup.Settings.DEFAULT.withPaths(3),
          KadLimits.Values.DEFAULT,
          Searches.DEFAULT,
          Times.DEFAULT,
          BootstrapFlow.Timeouts.DEFAULT);

  /** With another choice of mode. */
  public DhtConfig withMode(KadMode.Choice choice) {
    return new DhtConfig(
        protocol, choice, localAddresses, table, lookup, limits, searches, times, bootstrap);
  }

  /** With other bounds of the table. */
  public DhtConfig withTable(RoutingTable.Settings settings) {
    return new DhtConfig(
        protocol, mode, localAddresses, settings, lookup, limits, searches, times, bootstrap);
  }

  /** With other parameters of searches. */
  public DhtConfig withLookup(Lookup.Settings settings) {
    return new DhtConfig(
        protocol, mode, localAddresses, table, settings, limits, searches, times, bootstrap);
  }
}
