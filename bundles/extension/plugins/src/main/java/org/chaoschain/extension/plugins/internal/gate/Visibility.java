// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.Capability.Kind;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.plugin.PluginContext;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;

/**
 * Which services of the node a plugin may take, and which it may register. What is not named here
 * is not for plugins: configuration, components, commands, the framework's own services.
 */
public final class Visibility {
  private static final String P2P = "org.chaoschain.p2p.api.";
  private static final String STREAM_PROTOCOL = P2P + "stream.StreamProtocol";
  private static final String NODE_IDENTITY = P2P + "peer.NodeIdentity";

  /** Loads what a carrier stands for; nobody but a carrier can import its package. */
  private static final String PF4J_ADAPTER = "org.chaoschain.extension.pf4j.carrier.CarriedPlugins";

  private static final Set<String> FOR_ALL =
      names(
          Clock.class,
          Scheduler.class,
          RandomGenerator.class,
          EntropySource.class,
          Metrics.class,
          Events.class,
          AgentDirectory.class,
          MessageCodec.class);

  /** What a plugin has to declare before it may take a service of that type. */
  private static final Map<String, Capability> BY_CAPABILITY =
      Map.of(
          Messenger.class.getName(),
          new Capability(Kind.AGENT, "*"),
          NODE_IDENTITY,
          new Capability(Kind.IDENTITY, ""));

  /** What only the node registers. */
  private static final Set<String> OF_THE_NODE =
      names(
          Clock.class,
          Scheduler.class,
          RandomGenerator.class,
          EntropySource.class,
          Metrics.class,
          Events.class,
          AgentDirectory.class,
          Messenger.class,
          Node.class,
          PluginContext.class,
          PluginAccounts.class,
          SwapEffects.class);

  private static final List<String> PREFIXES_OF_THE_NODE =
      List.of("org.osgi.framework.", "org.osgi.service.component.", "org.osgi.service.cm.");

  /** What parts of the node offer each other, under any other name, is not for plugins. */
  private static final String NODE = "org.chaoschain.";

  private static final String PLATFORM = "org.chaoschain.api.";

  private Visibility() {}

  /** Whether a plugin may take a service of the node. */
  static boolean mayTake(PluginBundle plugin, String[] types) {
    return Arrays.stream(types).allMatch(type -> lack(plugin, type).isEmpty());
  }

  /**
   * Why a plugin may not take services of a type from the node.
   *
   * @return empty if it may
   */
  public static Optional<String> lack(PluginBundle plugin, String type) {
    if (FOR_ALL.contains(type) || type.equals(PF4J_ADAPTER)) {
      return Optional.empty();
    }
    Optional<Capability> needed = needed(type);
    if (needed.isEmpty()) {
      return Optional.of("the node's services of %s are not for plugins".formatted(type));
    }
    return needed
        .filter(each -> !plugin.declares(each))
        .map(
            each ->
                "a plugin that takes %s declares the capability %s: add it to the header Chaos-Capabilities of its manifest"
                    .formatted(type, each));
  }

  /**
   * Why a plugin may not register a service of these types.
   *
   * @return empty if it may, as far as the types tell
   */
  static Optional<String> refusal(PluginBundle plugin, String[] types) {
    for (String type : types) {
      if (OF_THE_NODE.contains(type)
          || type.equals(NODE_IDENTITY)
          || (type.startsWith(NODE) && !type.startsWith(PLATFORM) && !type.startsWith(P2P))
          || PREFIXES_OF_THE_NODE.stream().anyMatch(type::startsWith)) {
        return Optional.of(
            "it registers a service of %s, which only the node itself may".formatted(type));
      }
      Capability network = new Capability(Kind.NETWORK, "");
      if (type.startsWith(P2P) && !type.equals(STREAM_PROTOCOL) && !plugin.declares(network)) {
        return Optional.of(
            "it registers a service of %s and does not declare the capability %s: add it to the header Chaos-Capabilities of its manifest"
                .formatted(type, network));
      }
    }
    return Optional.empty();
  }

  private static Optional<Capability> needed(String type) {
    Capability special = BY_CAPABILITY.get(type);
    if (special != null) {
      return Optional.of(special);
    }
    return type.startsWith(P2P) ? Optional.of(new Capability(Kind.NETWORK, "")) : Optional.empty();
  }

  private static Set<String> names(Class<?>... types) {
    return Set.copyOf(Arrays.stream(types).map(Class::getName).toList());
  }
}
