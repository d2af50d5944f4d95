// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.plugin.PluginContext;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.state.DataFolders;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Tells each plugin of itself. */
final class PluginContexts implements ServiceFactory<PluginContext> {
  private final PluginBundles bundles;
  private final Accounts accounts;
  private final DataFolders folders;

  PluginContexts(PluginBundles bundles, Accounts accounts, DataFolders folders) {
    this.bundles = bundles;
    this.accounts = accounts;
    this.folders = folders;
  }

  @Override
  public PluginContext getService(Bundle user, ServiceRegistration<PluginContext> registration) {
    return bundles
        .of(user.getBundleId())
        .map(plugin -> new Own(plugin, accounts, folders))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s is part of the node, and a context is for plugins"
                        .formatted(Headers.label(user))));
  }

  @Override
  public void ungetService(
      Bundle user, ServiceRegistration<PluginContext> registration, PluginContext context) {}

  private record Own(PluginBundle plugin, Accounts accounts, DataFolders folders)
      implements PluginContext {
    @Override
    public String name() {
      return plugin.name();
    }

    @Override
    public String version() {
      return plugin.version();
    }

    @Override
    public long generation() {
      return plugin.generation();
    }

    @Override
    public int stateVersion() {
      return plugin.stateVersion();
    }

    @Override
    public Path dataFolder() {
      accounts.of(plugin.name()).require(new Capability(Capability.Kind.FILES, ""));
      try {
        return folders.make(plugin.name(), plugin.stateVersion());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the data folder of the plugin %s cannot be made".formatted(plugin.name()), e);
      }
    }
  }
}
