// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.Collection;
import java.util.Optional;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps a generation of a plugin from being wired to another one of the same plugin. A bundle that
 * exports a package imports it too, as a rule, and the framework prefers who exports it already:
 * the new generation would run with classes of the old one, and be stopped and started again when
 * that goes. Safe for use by many threads.
 */
final class GenerationWiring implements ResolverHookFactory, ResolverHook {
  private final PluginBundles bundles;

  GenerationWiring(PluginBundles bundles) {
    this.bundles = bundles;
  }

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return this;
  }

  @Override
  public void filterMatches(
      BundleRequirement requirement, Collection<BundleCapability> candidates) {
    long user = requirement.getRevision().getBundle().getBundleId();
    Optional<String> plugin = bundles.of(user).map(PluginBundle::name);
    if (plugin.isPresent()) {
      candidates.removeIf(
          each -> {
            long provider = each.getRevision().getBundle().getBundleId();
            return provider != user && bundles.of(provider).map(PluginBundle::name).equals(plugin);
          });
    }
  }

  @Override
  public void filterResolvable(Collection<BundleRevision> candidates) {}

  @Override
  public void filterSingletonCollisions(
      BundleCapability singleton, Collection<BundleCapability> collisions) {}

  @Override
  public void end() {}
}
