// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

/**
 * How many handshakes from one place may come to nothing. Who gets as far as a connection loses
 * nothing; while a place has used up its burst, its next handshakes are refused before a byte of
 * them is read.
 *
 * @param address of one address in a minute over a long time, 1 or more; key {@code
 *     p2p.host.limits.address.failed}
 * @param addressBurst of one address at once, those under way included, 1 or more; key {@code
 *     p2p.host.limits.address.failed.burst}
 * @param prefix of one prefix in a minute; key {@code p2p.host.limits.prefix.failed}
 * @param prefixBurst of one prefix at once; key {@code p2p.host.limits.prefix.failed.burst}
 */
public record FailureLimits(int address, int addressBurst, int prefix, int prefixBurst) {
  /** For a node on a common machine. */
  public static final FailureLimits DEFAULTS = new FailureLimits(6, 32, 24, 128);

  /** Refuses a limit below one. */
  public FailureLimits {
    atLeastOne("address.failed", address);
    atLeastOne("address.failed.burst", addressBurst);
    atLeastOne("prefix.failed", prefix);
    atLeastOne("prefix.failed.burst", prefixBurst);
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          ResourceLimits.KEY_PREFIX + key + " is 1 or more, not " + value);
    }
  }
}
