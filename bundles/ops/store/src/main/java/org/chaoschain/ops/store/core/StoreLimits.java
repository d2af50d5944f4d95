// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * The bounds of a store.
 *
 * @param bytes of all keys and values
 * @param ownerBytes of the keys and values of one bundle
 * @param keyBytes of a key
 * @param valueBytes of a value
 * @param spaces that are open or were
 * @param pendingBytes of keys and values that are not on the disk yet
 */
public record StoreLimits(
    Limit bytes,
    Limit ownerBytes,
    Limit keyBytes,
    Limit valueBytes,
    Limit spaces,
    Limit pendingBytes) {
  /** 1 GiB, half of it for one bundle, and the rest as the configuration has it. */
  public static StoreLimits defaults(Metrics metrics) {
    return of(metrics, 1L << 30, 1L << 29, 1024, 16L << 20, 256, 64L << 20);
  }

  /** Limits with the keys {@code ops.store.max.…}. */
  public static StoreLimits of(
      Metrics metrics,
      long bytes,
      long ownerBytes,
      long keyBytes,
      long valueBytes,
      long spaces,
      long pendingBytes) {
    String key = "ops.store.max.";
    return new StoreLimits(
        metrics.limit(key + "bytes", bytes, "bytes"),
        metrics.limit(key + "owner.bytes", ownerBytes, "bytes"),
        metrics.limit(key + "key.bytes", keyBytes, "bytes"),
        metrics.limit(key + "value.bytes", valueBytes, "bytes"),
        metrics.limit(key + "spaces", spaces, "spaces"),
        metrics.limit(key + "pending.bytes", pendingBytes, "bytes"));
  }
}
