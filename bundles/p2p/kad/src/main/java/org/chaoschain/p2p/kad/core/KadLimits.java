// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * What bounds messages and stores, with their keys and counters. Many nodes of a simulation may
 * share one.
 *
 * @param message bytes of a message
 * @param key bytes of a record's or provider's key
 * @param value bytes of a value
 * @param peers peers that a message may name, closer ones and providers each
 * @param addresses addresses of a peer
 * @param records values kept
 * @param recordBytes bytes of all values kept, with their keys
 * @param providers provider records kept
 * @param providersPerKey provider records of one key
 * @param requestsPerPeer requests of one peer that are answered in a minute
 * @param published values and keys that this node publishes itself
 */
public record KadLimits(
    Limit message,
    Limit key,
    Limit value,
    Limit peers,
    Limit addresses,
    Limit records,
    Limit recordBytes,
    Limit providers,
    Limit providersPerKey,
    Limit requestsPerPeer,
    Limit published) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.kad.";

  /**
   * The values of the limits.
   *
   * @param maxMessage see {@link KadLimits#message}; likewise the others
   * @param maxKey bytes
   * @param maxValue bytes
   * @param maxPeers peers
   * @param maxAddresses addresses
   * @param maxRecords values
   * @param maxRecordBytes bytes
   * @param maxProviders provider records
   * @param maxProvidersPerKey provider records
   * @param maxRequestsPerPeer requests a minute
   * @param maxPublished keys
   */
  public record Values(
      int maxMessage,
      int maxKey,
      int maxValue,
      int maxPeers,
      int maxAddresses,
      int maxRecords,
      long maxRecordBytes,
      int maxProviders,
      int maxProvidersPerKey,
      int maxRequestsPerPeer,
      int maxPublished) {
    /** The defaults. */
    public static final Values DEFAULT =
        new Values(65_536, 256, 8_192, 64, 16, 65_536, 16_777_216, 65_536, 64, 600, 4_096);
  }

  /** How long a value is kept unless it expires earlier by itself. */
  public static final Duration RECORD_LIFETIME = Duration.ofDays(2);

  /** The limits with these values, counted in these metrics. */
  public static KadLimits of(Values v, Metrics metrics) {
    return new KadLimits(
        metrics.limit(KEY_PREFIX + "max.message", v.maxMessage(), "bytes"),
        metrics.limit(KEY_PREFIX + "max.key", v.maxKey(), "bytes"),
        metrics.limit(KEY_PREFIX + "max.value", v.maxValue(), "bytes"),
        metrics.limit(KEY_PREFIX + "max.peers", v.maxPeers(), "peers"),
        metrics.limit(KEY_PREFIX + "max.addresses", v.maxAddresses(), "addresses"),
        metrics.limit(KEY_PREFIX + "max.records", v.maxRecords(), "records"),
        metrics.limit(KEY_PREFIX + "max.record.bytes", v.maxRecordBytes(), "bytes"),
        metrics.limit(KEY_PREFIX + "max.providers", v.maxProviders(), "providers"),
        metrics.limit(KEY_PREFIX + "max.providers.per.key", v.maxProvidersPerKey(), "providers"),
        metrics.limit(
            KEY_PREFIX + "max.requests.per.peer", v.maxRequestsPerPeer(), "requests a minute"),
        metrics.limit(KEY_PREFIX + "max.published", v.maxPublished(), "keys"));
  }
}
