// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * A message in its JSON form. Immutable.
 *
 * @param form what it says
 * @param envelope what its envelope says, as far as it is there
 * @param raw the whole envelope as it travels; what counts, if it is there
 */
public record JsonMessage(JsonForm form, Optional<EnvelopeHead> envelope, Optional<Bytes> raw) {
  /** The version of the JSON forms that is spoken. */
  public static final long VERSION = 1;
}
