// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.List;

/** Looks for what breaks one rule. */
@FunctionalInterface
interface LayerRule {
  /** All violations in the reactor, in a stable order. */
  List<Violation> check(Reactor reactor);
}
