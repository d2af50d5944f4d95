// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.List;
import org.chaoschain.api.isolation.Capability;

/**
 * A generation of a plugin that is in the framework.
 *
 * @param bundleId its bundle
 * @param name the plugin
 * @param version of the plugin
 * @param generation 1 for the first of that name, one more for each that followed
 * @param stateVersion the form of its data
 * @param capabilities what its manifest declares
 */
public record PluginBundle(
    long bundleId,
    String name,
    String version,
    long generation,
    int stateVersion,
    List<Capability> capabilities) {
  /** Keeps an immutable copy. */
  public PluginBundle {
    capabilities = List.copyOf(capabilities);
  }

  /** Whether it declares what this needs. */
  public boolean declares(Capability needed) {
    return capabilities.stream().anyMatch(each -> each.covers(needed));
  }
}
