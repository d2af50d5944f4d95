// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.time;

import org.osgi.annotation.versioning.ProviderType;

/** Something that was asked for and can be called off. Safe for use by many threads. */
@ProviderType
public interface Cancellable {
  /**
   * Calls it off. Calling it twice does nothing.
   *
   * @return whether this call prevented it: false if it ran, is running, or was cancelled before
   */
  boolean cancel();
}
