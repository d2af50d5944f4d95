// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.Objects;
import org.chaoschain.api.bytes.Bytes;

/**
 * A value with its key, as it travels.
 *
 * @param key the raw key, such as {@code /pk/…}
 * @param value the value; what it means is for the validator of the key's namespace to say
 */
public record KadRecord(Bytes key, Bytes value) {
  /** Demands both. */
  public KadRecord {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
