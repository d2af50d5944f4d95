// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.transport.memory.core.Link;
import org.chaoschain.transport.memory.core.MemoryNetwork;
import org.chaoschain.transport.memory.core.MemorySettings;
import org.chaoschain.transport.memory.core.MemoryTransport;

/**
 * A network in virtual time: the memory transport that nodes ship, over links with latency,
 * bandwidth and faults. A connection never loses or reorders bytes; it stalls (a partition) or is
 * lost as a whole (a cut).
 */
public final class SimNetwork {
  private final Simulation simulation;
  private final MemoryNetwork network;
  private final Map<List<String>, LinkSettings> settings = new HashMap<>();
  private final List<SimLink> held = new ArrayList<>();
  private LinkSettings defaultSettings;
  private Set<String> apart = Set.of();

  /** A network with {@link LinkSettings#DEFAULT}. */
  public SimNetwork(Simulation simulation) {
    this(simulation, LinkSettings.DEFAULT);
  }

  /** A network whose links all behave like that unless {@link #link} says otherwise. */
  public SimNetwork(Simulation simulation, LinkSettings defaultSettings) {
    this.simulation = simulation;
    this.defaultSettings = defaultSettings;
    this.network = new MemoryNetwork(this::open);
  }

  /** A new node's transport. Addresses are {@code /memory/<name>}. */
  public Transport transport(String node) {
    return transport(node, MemorySettings.DEFAULT);
  }

  /** A new node's transport with limits of its own. */
  public Transport transport(String node, MemorySettings limits) {
    return new MemoryTransport(
        network,
        node,
        simulation.scheduler(),
        simulation.metrics(),
        limits,
        simulation.allocator());
  }

  /** How new connections between two nodes behave, in both directions. */
  public void link(String node, String other, LinkSettings behaviour) {
    settings.put(key(node, other), behaviour);
  }

  /** How new connections between all other nodes behave. */
  public void defaultLink(LinkSettings behaviour) {
    this.defaultSettings = behaviour;
  }

  /**
   * From now on nothing passes between these nodes and all others; what is sent waits. Replaces an
   * earlier partition.
   */
  public void partition(Collection<String> nodes) {
    heal();
    apart = Set.copyOf(nodes);
  }

  /** Ends the partition; what waited arrives. */
  public void heal() {
    apart = Set.of();
    List<SimLink> waiting = List.copyOf(held);
    held.clear();
    waiting.forEach(SimLink::deliver);
  }

  /**
   * Loses all connections between two nodes; both ends see that the network failed.
   *
   * @return how many were lost
   */
  public int cut(String node, String other) {
    return network.cut(node, other);
  }

  /** How many connections are open. */
  public int openConnections() {
    return network.openConnections();
  }

  private Link open(String from, String to) {
    return new SimLink(
        simulation,
        settings.getOrDefault(key(from, to), defaultSettings),
        simulation.newRandom(),
        link -> passes(from, to, link));
  }

  /** Whether a piece passes; if not, its link is asked again when the partition ends. */
  private boolean passes(String from, String to, SimLink link) {
    boolean open = apart.contains(from) == apart.contains(to);
    if (!open) {
      held.add(link);
    }
    return open;
  }

  private static List<String> key(String node, String other) {
    return node.compareTo(other) <= 0 ? List.of(node, other) : List.of(other, node);
  }
}
