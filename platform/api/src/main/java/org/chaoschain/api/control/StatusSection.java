// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.control;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of what {@code chaos status} shows; register it as a service to add one. Safe for use by
 * many threads.
 */
@ConsumerType
public interface StatusSection {
  /** The name of the part, lower case: {@code p2p}. */
  String name();

  /**
   * The facts by name, in the order to show them; values of the types String, Number, Boolean, List
   * or Map. Called on a worker thread; should be quick.
   */
  Map<String, ?> status();
}
