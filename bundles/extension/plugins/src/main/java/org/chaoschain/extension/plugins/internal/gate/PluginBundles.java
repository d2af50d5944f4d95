// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.isolation.Capability;

/**
 * Which bundles are generations of plugins. As many as the framework has of them; safe for use by
 * many threads.
 */
public final class PluginBundles {
  private final Map<Long, PluginBundle> byId = new ConcurrentHashMap<>();
  private volatile String expected = "";

  /** None yet. */
  public PluginBundles() {}

  /** The node is about to install a generation at that location, or none if it is empty. */
  public void expect(String location) {
    expected = location;
  }

  /** Whether the node itself installs a bundle at that location now. */
  boolean expects(String location) {
    return !expected.isEmpty() && expected.equals(location);
  }

  /** Takes note of a generation before it starts. */
  public void add(PluginBundle bundle) {
    byId.put(bundle.bundleId(), bundle);
  }

  /** Forgets a generation that is uninstalled. */
  public void remove(long bundleId) {
    byId.remove(bundleId);
  }

  /** The generation that is this bundle; empty if it is part of the node. */
  public Optional<PluginBundle> of(long bundleId) {
    return Optional.ofNullable(byId.get(bundleId));
  }

  /** Whether a generation of that name, of all that are there, declares what this needs. */
  public boolean declares(String plugin, Capability needed) {
    return byId.values().stream()
        .anyMatch(each -> each.name().equals(plugin) && each.declares(needed));
  }
}
