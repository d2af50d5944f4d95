// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.control;

import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The answer to a control request: any number of JSON objects, one line each. For one thread at a
 * time.
 */
@ProviderType
public interface ControlReply {
  /**
   * Sends one object; blocks while the client does not read, up to the channel's write deadline.
   *
   * @param object values of the types String, Number, Boolean, Map, List or null
   * @throws ControlException with code {@code closed} if the client has gone
   */
  void item(Map<String, ?> object) throws ControlException;

  /** Whether the client has gone. */
  boolean closed();

  /** Waits until the client has gone, at most for the time given; says whether it has. */
  boolean awaitClosed(Duration atMost);
}
