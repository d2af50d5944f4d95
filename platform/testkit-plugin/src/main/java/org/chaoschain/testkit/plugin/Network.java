// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.delivery.Topics;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;

/**
 * A network of whole nodes in one process and in virtual time: each node has the classes that the
 * packed node runs (host, Noise, Yamux, identify, peer list, GossipSub, envelope, delivery, hosting
 * of agents), over links that are simulated. The first node is the bootstrap node of the others.
 *
 * <p>Time stands still but inside the methods that run it: {@link #run}, {@link #settle}, {@link
 * #await} and the sending methods of {@link NetworkAgent}. Everything a plugin is called for
 * happens inside those, on the thread that calls them, in an order that depends on the seed alone.
 * So a minute takes milliseconds, nothing sleeps, and a failure can be repeated: it names its seed,
 * and {@code -Dchaoschain.seed=…} sets it.
 *
 * <p>In a JUnit test take it as a parameter, with {@link NetworkExtension}; elsewhere use the
 * factory methods and {@link #close()}. Not safe for use by several threads.
 */
public final class Network implements AutoCloseable {
  /** The latency of links unless {@link #links} says otherwise. */
  public static final Duration LATENCY = Duration.ofMillis(5);

  /** The most nodes of a network. */
  public static final int MAX_NODES = 256;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration AFTERLIFE = Duration.ofMinutes(3);

  private final Simulation simulation;
  private final SimNetwork links;
  private final Map<String, NetworkNode> nodes = new LinkedHashMap<>();
  private final Traces traces = new Traces(this);
  private Set<String> apart = Set.of();
  private boolean joined = true;
  private boolean closed;

  private Network(Simulation simulation) {
    this.simulation = simulation;
    this.links = new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(LATENCY));
  }

  /** A network without nodes; its seed is that of {@code -Dchaoschain.seed=…}, or a fresh one. */
  public static Network create() {
    return new Network(new Simulation());
  }

  /** A network without nodes. The same seed gives the same order of events. */
  public static Network ofSeed(long seed) {
    return new Network(new Simulation(seed));
  }

  /** What all chance in this network comes from. */
  public long seed() {
    return simulation.seed();
  }

  /** Clock, scheduler, randomness, meters and events of the network, for plugins that want them. */
  public Simulation simulation() {
    return simulation;
  }

  /**
   * The node of that name; a new one when there is none. It begins to listen, and to look for the
   * others, as soon as time runs.
   *
   * @param name 1 to 32 characters of {@code a-z 0-9 -}
   * @throws IllegalArgumentException if it is none
   */
  public NetworkNode node(String name) {
    if (!name.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "a node's name has 1 to 32 characters of a-z 0-9 - and is not '%s'".formatted(name));
    }
    NetworkNode node = nodes.get(name);
    if (node == null) {
      requireOpen();
      if (nodes.size() == MAX_NODES) {
        throw new IllegalStateException(
            "a network has at most %d nodes; '%s' would be one more".formatted(MAX_NODES, name));
      }
      node = new NetworkNode(this, name, new WholeNode(simulation, links, name, bootstrap()));
      nodes.put(name, node);
      joined = false;
    }
    return node;
  }

  /** All nodes, stopped ones included, in the order in which they were made. */
  public List<NetworkNode> nodes() {
    return List.copyOf(nodes.values());
  }

  private Optional<Multiaddr> bootstrap() {
    Optional<NetworkNode> first = running().findFirst();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    WholeNode whole = first.get().whole();
    await(() -> !whole.p2p.addresses().isEmpty(), PATIENCE);
    return Optional.of(whole.p2p.addresses().get(0));
  }

  Stream<NetworkNode> running() {
    return nodes.values().stream().filter(node -> !node.whole().closed());
  }

  Traces traces() {
    return traces;
  }

  /**
   * How new connections behave, from now on.
   *
   * @param settings latency, jitter and bandwidth. A connection is a reliable stream: a packet that
   *     is lost below it shows as {@link LinkSettings#jitter}, a line that breaks as {@link #cut}
   */
  public Network links(LinkSettings settings) {
    links.defaultLink(settings);
    return this;
  }

  /** How new connections between two nodes behave, from now on. */
  public Network link(NetworkNode node, NetworkNode other, LinkSettings settings) {
    links.link(node.name(), other.name(), settings);
    return this;
  }

  /** Loses all connections between two nodes; they may connect again. */
  public void cut(NetworkNode node, NetworkNode other) {
    links.cut(node.name(), other.name());
  }

  /** Nothing passes between these nodes and the others until {@link #heal}; what is sent waits. */
  public void partition(NetworkNode... island) {
    Set<String> names = new TreeSet<>();
    for (NetworkNode node : island) {
      names.add(node.name());
    }
    apart = names;
    links.partition(names);
  }

  /** Ends a partition; what waited arrives. */
  public void heal() {
    apart = Set.of();
    links.heal();
  }

  /** Lets time pass. */
  public void run(Duration time) {
    simulation.runFor(time);
  }

  /**
   * Lets time pass until a condition holds.
   *
   * @param deadline in virtual time from now
   * @throws AssertionError if it does not hold by then
   */
  public void await(BooleanSupplier condition, Duration deadline) {
    simulation.await(condition, deadline);
  }

  /**
   * Lets time pass until a stage has completed.
   *
   * @return its value
   * @throws AssertionError if it fails, or has not completed by the deadline
   */
  public <T> T await(CompletionStage<T> stage, Duration deadline) {
    return simulation.await(stage, deadline);
  }

  /**
   * Lets time pass until all nodes know one another, what was sent has arrived, and nothing has
   * happened to any message for a while (a virtual second). What waits for a type that is not there
   * goes on waiting.
   *
   * @throws AssertionError if it does not get quiet within a virtual minute, for instance because
   *     agents answer each other for ever
   */
  public void settle() {
    join();
    Duration end = simulation.now().plus(PATIENCE);
    long before = -1;
    while (before != happened() || running().anyMatch(node -> node.whole().busy())) {
      if (simulation.now().compareTo(end) > 0) {
        throw new AssertionError(
            simulation.describe(
                "within %s the network did not get quiet; %d records of messages so far, the last: %s"
                    .formatted(PATIENCE, happened(), lastRecord())));
      }
      before = happened();
      simulation.runFor(QUIET);
    }
  }

  private long happened() {
    return nodes.values().stream().mapToLong(node -> node.records().size()).sum()
        + nodes.values().stream().mapToLong(NetworkNode::handed).sum();
  }

  private String lastRecord() {
    return nodes.values().stream()
        .flatMap(node -> node.records().stream())
        .reduce((one, other) -> one.at().isAfter(other.at()) ? one : other)
        .map(Object::toString)
        .orElse("none");
  }

  /** Lets time pass until all nodes that can reach each other do, and know each other's topics. */
  void join() {
    if (joined) {
      return;
    }
    List<NetworkNode> all = running().toList();
    try {
      simulation.await(() -> all.stream().allMatch(node -> knowsOthers(node, all)), PATIENCE);
    } catch (AssertionError e) {
      if (apart.isEmpty()) {
        throw e;
      }
      return; // a partition keeps them from each other; they go on as they are
    }
    joined = true;
  }

  /** Types have come or gone: topics may have, too. */
  void topicsChanged() {
    joined = false;
  }

  private boolean knowsOthers(NetworkNode node, Collection<NetworkNode> all) {
    for (NetworkNode other : all) {
      if (other == node || separated(node, other)) {
        continue;
      }
      for (String topic : other.whole().topics.subscribed()) {
        String name = Topics.name(WholeNode.CHAIN, topic);
        if (!node.whole().p2p.gossipsub.subscribers(name).contains(other.whole().p2p.id())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean separated(NetworkNode node, NetworkNode other) {
    return apart.contains(node.name()) != apart.contains(other.name());
  }

  /** Lets time pass until a stage has ended; a failure is thrown as it is. */
  <T> T complete(CompletionStage<T> stage) throws Exception {
    CompletableFuture<T> future = stage.toCompletableFuture();
    simulation.await(future::isDone, PATIENCE);
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  Optional<NetworkNode> hostOf(AgentId agent) {
    return nodes.values().stream().filter(node -> node.hasHosted(agent)).findFirst();
  }

  /** Virtual time since the network was made. */
  public Duration now() {
    return simulation.now();
  }

  /**
   * Lets the network settle, then checks that each message that a node has sent has come to exactly
   * one end at each node it was for: delivered once, or rejected with a reason, or parked for a
   * type that is not there. What the sender was told has failed does not count, and neither do
   * nodes that were stopped.
   *
   * @throws AssertionError naming each message that was lost or delivered twice, and where
   */
  public void assertNothingLost() {
    settle();
    List<String> complaints = traces.complaints();
    if (!complaints.isEmpty()) {
      throw new AssertionError(
          simulation.describe(
              "%d messages were lost or doubled: %s"
                  .formatted(complaints.size(), String.join("; ", complaints))));
    }
  }

  /**
   * Checks that no code of a plugin has thrown so far: no handler, no agent.
   *
   * @throws AssertionError naming each failure, with the first as its cause
   */
  public void assertNothingFailed() {
    List<Throwable> failures = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (NetworkNode node : nodes.values()) {
      node.failures()
          .forEach(
              failure -> {
                failures.add(failure);
                texts.add("node " + node.name() + ": " + failure);
              });
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(
          simulation.describe(
              "%d calls of plugins failed: %s"
                  .formatted(failures.size(), String.join("; ", texts))),
          failures.get(0));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
  }

  /**
   * Stops all nodes, lets what they have begun end, and checks that no buffer was leaked.
   *
   * @throws AssertionError if one was
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    links.heal();
    nodes.values().forEach(NetworkNode::stop);
    simulation.runFor(AFTERLIFE);
    simulation.assertNoLeaks();
  }
}
