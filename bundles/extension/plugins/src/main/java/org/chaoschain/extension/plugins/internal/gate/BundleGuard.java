// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps plugins from bringing code into the framework that nobody verified: what a plugin installs
 * is uninstalled before it can start, and so is a plugin whose content was replaced. Otherwise a
 * bundle that nobody knows would count as part of the node, and might do everything. Safe for use
 * by many threads.
 */
public final class BundleGuard implements SynchronousBundleListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BundleGuard.class);
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final BundleContext context;
  private final PluginBundles bundles;
  private final BiConsumer<PluginBundle, String> refused;
  private final BiConsumer<PluginBundle, String> replaced;

  /**
   * Makes a guard, which does nothing before {@link #start}.
   *
   * @param context of the bundle that deploys plugins
   * @param refused told of a plugin that installed a bundle
   * @param replaced told of a plugin whose content was replaced, and which is uninstalled
   */
  public BundleGuard(
      BundleContext context,
      PluginBundles bundles,
      BiConsumer<PluginBundle, String> refused,
      BiConsumer<PluginBundle, String> replaced) {
    this.context = context;
    this.bundles = bundles;
    this.refused = refused;
    this.replaced = replaced;
  }

  /** Begins before the first plugin starts. */
  public void start() {
    context.addBundleListener(this);
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() == BundleEvent.UPDATED) {
      bundles.of(bundle.getBundleId()).ifPresent(plugin -> replaced(plugin, bundle));
    } else if (event.getType() == BundleEvent.INSTALLED && !bundles.expects(bundle.getLocation())) {
      bundles
          .of(event.getOrigin().getBundleId())
          .or(this::pluginOnTheStack)
          .ifPresent(plugin -> installed(plugin, bundle));
    }
  }

  private void installed(PluginBundle plugin, Bundle bundle) {
    uninstall(bundle);
    refused.accept(
        plugin,
        "it installed the bundle %s, which only the node may; an operator installs plugins"
            .formatted(label(bundle)));
  }

  private void replaced(PluginBundle plugin, Bundle bundle) {
    uninstall(bundle);
    replaced.accept(
        plugin,
        "its content was replaced by Bundle.update, and nobody has verified the new one; install a signed file");
  }

  /** Who reaches for the context of another bundle still calls from his own classes. */
  private Optional<PluginBundle> pluginOnTheStack() {
    return STACK.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getDeclaringClass)
                .map(FrameworkUtil::getBundle)
                .filter(Objects::nonNull)
                .map(caller -> bundles.of(caller.getBundleId()))
                .flatMap(Optional::stream)
                .findFirst());
  }

  private static void uninstall(Bundle bundle) {
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      log.warn("{} cannot be uninstalled: {}", label(bundle), e.getMessage());
    }
  }

  private static String label(Bundle bundle) {
    String name = bundle.getSymbolicName();
    String shown = (name == null ? bundle.getLocation() : name).replaceAll("\\p{Cntrl}", "?");
    return shown.length() <= 120 ? shown : shown.substring(0, 120) + "…";
  }
}
