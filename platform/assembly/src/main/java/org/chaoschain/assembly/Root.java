// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.List;
import java.util.OptionalInt;
import org.osgi.framework.Version;

/**
 * A bundle that a node is wanted to have.
 *
 * @param name {@code group:artifact}, or the symbolic name
 * @param versions which versions will do
 * @param startOrder its start level, if the feature says one
 * @param via the features that led to it, the outermost first
 */
record Root(String name, Versions versions, OptionalInt startOrder, List<String> via) {
  Root {
    via = List.copyOf(via);
  }

  boolean names(BundleResource bundle) {
    return name.equals(bundle.id().name()) || name.equals(bundle.symbolicName());
  }

  boolean accepts(BundleResource bundle) {
    Version version = bundle.version();
    return names(bundle) && versions.has(bundle.id().version(), version);
  }

  @Override
  public String toString() {
    return versions instanceof Versions.Any ? name : name + " " + versions;
  }
}
