// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/**
 * What is accepted of a peer record.
 *
 * @param maxBytes the most bytes of the signed envelope, 1 or more
 * @param maxAddresses the most addresses, those included that cannot be read; 0 or more
 */
public record RecordLimits(int maxBytes, int maxAddresses) {
  /** 4,096 bytes and 64 addresses, as in {@code /chaoschain/peers/1.0.0}. */
  public static final RecordLimits DEFAULT = new RecordLimits(4096, 64);

  /** Checks the ranges. */
  public RecordLimits {
    if (maxBytes < 1 || maxAddresses < 0) {
      throw new IllegalArgumentException(
          "limits of " + maxBytes + " bytes, " + maxAddresses + " addresses");
    }
  }
}
