// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.chaoschain.api.node.Node;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;

/** The component as a node has it, with the settings' defaults, wired by hand to a host. */
final class Reputations {
  private Reputations() {}

  /** Judges for a node from now on. */
  static ReputationComponent of(P2pNode node, NodeServices services, Path folder)
      throws IOException {
    ReputationComponent component =
        new ReputationComponent(
            node(folder),
            node.host,
            services.clock(),
            services.scheduler(),
            services.metrics(),
            services.events(),
            defaults());
    node.host.addConnectionListener(component);
    node.host.addGater(component);
    node.reputation.set(component);
    node.incidents.add(component);
    return component;
  }

  private static Node node(Path folder) {
    return (Node)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(), new Class<?>[] {Node.class}, (p, m, a) -> folder);
  }

  private static ReputationSettings defaults() {
    return (ReputationSettings)
        Proxy.newProxyInstance(
            ReputationSettings.class.getClassLoader(),
            new Class<?>[] {ReputationSettings.class},
            (proxy, method, arguments) -> method.getDefaultValue());
  }
}
