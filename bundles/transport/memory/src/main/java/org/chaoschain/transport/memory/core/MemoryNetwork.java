// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What connects the {@link MemoryTransport}s of one process: the addresses in use and the
 * connections that are open. Safe for use by many threads.
 */
public final class MemoryNetwork {
  private static final long FIRST_FREE = 1 << 20;

  private final LinkModel model;
  private final ConcurrentMap<String, MemoryListener> listeners = new ConcurrentHashMap<>();
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextFree = new AtomicLong(FIRST_FREE);

  /** Makes an empty network with links of that kind. */
  public MemoryNetwork(LinkModel model) {
    this.model = model;
  }

  /**
   * Loses all connections between two nodes, in both directions; both ends see that the network
   * failed.
   *
   * @param node a node's name
   * @param other the other node's name
   * @return how many were lost
   */
  public int cut(String node, String other) {
    int lost = 0;
    for (Wire wire : wires) {
      if (wire.joins(node, other)) {
        wire.lose();
        lost++;
      }
    }
    return lost;
  }

  /** How many connections are open. */
  public int openConnections() {
    return wires.size();
  }

  LinkModel model() {
    return model;
  }

  /** A name nobody has used: the memory transport's free port. */
  String freeName() {
    String name;
    do {
      name = Long.toString(nextFree.getAndIncrement());
    } while (listeners.containsKey(name));
    return name;
  }

  boolean bind(String name, MemoryListener listener) {
    return listeners.putIfAbsent(name, listener) == null;
  }

  void unbind(String name, MemoryListener listener) {
    listeners.remove(name, listener);
  }

  Optional<MemoryListener> listener(String name) {
    return Optional.ofNullable(listeners.get(name));
  }

  Wire connect(End from, End to, Runnable onAcceptorEnd) {
    Wire[] made = new Wire[1];
    made[0] = new Wire(from, to, model, onAcceptorEnd, () -> wires.remove(made[0]));
    wires.add(made[0]);
    return made[0];
  }
}
