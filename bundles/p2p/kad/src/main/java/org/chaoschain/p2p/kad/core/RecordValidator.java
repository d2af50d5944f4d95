// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;

/** Says which values of a namespace are good, and which of two is better. Pure. */
public interface RecordValidator {
  /** What the keys begin with, such as {@code /pk/}. */
  String namespace();

  /**
   * Checks that a value belongs to its key and is valid now.
   *
   * @return until when, at most; {@link Instant#MAX} if it does not say
   * @throws RecordRefusedException if it does not or is not
   */
  Instant validate(Bytes key, Bytes value, Instant now) throws RecordRefusedException;

  /**
   * Compares two values of one key that are both valid: below 0 if the first is worse, 0 if neither
   * is better.
   */
  int compare(Bytes key, Bytes first, Bytes second);
}
