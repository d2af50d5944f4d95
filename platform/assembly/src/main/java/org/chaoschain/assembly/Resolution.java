// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.List;
import java.util.Map;

/**
 * The bundles that make a node complete.
 *
 * @param chosen ordered by id
 * @param dependencies which bundles a bundle is wired to, by id
 */
record Resolution(List<Chosen> chosen, Map<Coordinates, List<Coordinates>> dependencies) {
  Resolution {
    chosen = List.copyOf(chosen);
    dependencies = Map.copyOf(dependencies);
  }

  /**
   * A bundle and why it was taken.
   *
   * @param bundle the bundle
   * @param root whether the feature file names it
   * @param reason in words: who needs it for what
   */
  record Chosen(BundleResource bundle, boolean root, String reason) {}
}
