// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import org.chaoschain.api.node.Node;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** The node as plugins see it: what it is called, and nothing that changes it. */
final class PluginNode implements ServiceFactory<Node> {
  private final Node node;
  private final PluginBundles bundles;
  private final Accounts accounts;

  PluginNode(Node node, PluginBundles bundles, Accounts accounts) {
    this.node = node;
    this.bundles = bundles;
    this.accounts = accounts;
  }

  @Override
  public Node getService(Bundle user, ServiceRegistration<Node> registration) {
    String plugin =
        bundles.of(user.getBundleId()).map(each -> each.name()).orElse(Headers.label(user));
    return new View(node, plugin, accounts);
  }

  @Override
  public void ungetService(Bundle user, ServiceRegistration<Node> registration, Node view) {}

  private record View(Node node, String plugin, Accounts accounts) implements Node {
    @Override
    public String name() {
      return node.name();
    }

    @Override
    public String chainId() {
      return node.chainId();
    }

    @Override
    public String version() {
      return node.version();
    }

    @Override
    public Path directory(String name) {
      throw refused(
          "may not use the node's folder '%s'; its own is PluginContext.dataFolder()"
              .formatted(name));
    }

    @Override
    public void stop() {
      throw refused("may not stop the node");
    }

    private UnsupportedOperationException refused(String what) {
      UnsupportedOperationException refusal =
          new UnsupportedOperationException("the plugin %s %s".formatted(plugin, what));
      accounts.of(plugin).failed("use of the node", refusal);
      return refusal;
    }
  }
}
