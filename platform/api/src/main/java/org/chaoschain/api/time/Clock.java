// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.time;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The node's clock; the only source of time a bundle uses, so that tests and simulations can
 * replace it. Safe for use by many threads.
 */
@ProviderType
public interface Clock {
  /** Wall-clock time. It may step back when the host's clock is corrected. */
  Instant now();

  /** A time in nanoseconds that never steps back; only differences mean something. */
  long nanoTime();
}
