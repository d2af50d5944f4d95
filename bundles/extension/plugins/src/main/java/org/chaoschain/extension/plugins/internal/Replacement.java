// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Set;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.osgi.framework.Bundle;

/** How one generation takes the place of another. */
enum Replacement {
  /** Both run for a moment: nothing is missed. */
  OVERLAP,
  /** The old one goes first: what it holds can be held once only. */
  HAND_OVER;

  /** Kinds of services that hold something exclusive, such as a port or a lock. */
  private static final Set<String> EXCLUSIVE = Set.of("org.chaoschain.p2p.api.transport.Transport");

  static Replacement of(PluginFile file, Bundle old, Succession succession) {
    boolean data =
        succession.data() == Succession.Data.MIGRATED
            || succession.data() == Succession.Data.FALLS_BACK;
    boolean exclusive =
        data
            || file.singleton()
            || file.services().stream().anyMatch(EXCLUSIVE::contains)
            || Headers.services(old).stream().anyMatch(EXCLUSIVE::contains);
    return exclusive ? HAND_OVER : OVERLAP;
  }
}
