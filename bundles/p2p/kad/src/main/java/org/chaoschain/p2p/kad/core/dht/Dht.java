// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.agents.AgentSource;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.kad.core.AddressRule;
import org.chaoschain.p2p.kad.core.AgentRecordValidator;
import org.chaoschain.p2p.kad.core.BootstrapFlow;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadMode;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.KadServer;
import org.chaoschain.p2p.kad.core.ProviderStore;
import org.chaoschain.p2p.kad.core.RecordRefusedException;
import org.chaoschain.p2p.kad.core.RecordStore;
import org.chaoschain.p2p.kad.core.RecordValidators;
import org.chaoschain.p2p.kad.core.RoutingTable;

/**
 * This node in the DHT: serves others while they can reach it, finds peers, values, providers and
 * agents, and publishes what this node provides and hosts. All state lives in one serial executor.
 * Safe for use by many threads; every stage completes inside that executor.
 */
public final class Dht
    implements PeerStoreListener,
        ConnectionListener,
        HostListener,
        Discovery,
        AgentSource,
        AutoCloseable {
  private static final Duration ADDRESS_LIFETIME = Duration.ofMinutes(30);

  private final DhtConfig config;
  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final AddressRule rule;
  private final RecordValidators validators = RecordValidators.DEFAULT;
  private final KadPeer self;
  private final TableValue worth = new TableValue();
  private final RoutingTable table;
  private final RecordStore records;
  private final ProviderStore providers;
  private final Answering answering;
  private final Network network;
  private final Publishing publishing;
  private final Joining joining;
  private final Reports reports;
  private final List<Cancellable> gauges;
  private final Cancellable ticking;
  private boolean serving;
  private boolean closed;

  /** Makes it; it works once the host knows it as listener and discovery. */
  public Dht(DhtConfig config, DhtEnvironment env) {
    this.config = config;
    this.env = env;
    this.executor = env.scheduler().serial("p2p-kad");
    KadLimits limits = KadLimits.of(config.limits(), env.metrics());
    this.rule = new AddressRule(config.localAddresses(), config.limits().maxAddresses());
    this.self = KadPeer.of(env.host().peerId(), List.of());
    this.table = new RoutingTable(self.key(), config.table(), worth);
    this.records = new RecordStore(self.key(), validators, limits, config.times().recordLifetime());
    this.providers = new ProviderStore(self.key(), limits, config.times().providerLifetime());
    KadServer server =
        new KadServer(
            self,
            config.lookup().k(),
            table,
            records,
            providers,
            new HostAddresses(env),
            rule,
            limits);
    this.answering = new Answering(config, env, limits, server, executor);
    Calls calls = new Calls(config, env, limits, rule);
    this.network = new Network(config, env, executor, calls, rule, self, table);
    this.publishing = new Publishing(config, env, limits, executor, network, calls, this::me);
    this.reports = new Reports(env, executor, network, table);
    this.joining = new Joining(config, env, executor, network, table, reports::known);
    this.gauges =
        List.of(
            env.metrics().gauge("p2p.kad.table.peers", table::size),
            env.metrics().gauge("p2p.kad.records", records::size),
            env.metrics().gauge("p2p.kad.record.bytes", records::bytes),
            env.metrics().gauge("p2p.kad.providers", providers::size));
    this.ticking =
        env.scheduler()
            .scheduleWithFixedDelay(
                config.times().tick(), config.times().tick(), () -> executor.execute(this::tick));
  }

  /** This node, with where it can be reached now. */
  private KadPeer me() {
    return self.withAddresses(rule.of(env.host().announcedAddresses()));
  }

  private void tick() {
    if (closed) {
      return;
    }
    serveIfReachable();
    records.expire(env.clock().now());
    providers.expire(env.clock().now());
    if (table.size() > 0) {
      publishing.tell();
      network.checkUnseen(3);
      if (joining.state() == BootstrapFlow.State.ACTIVE) {
        network.refreshDue(1);
      }
    }
  }

  private void serveIfReachable() {
    boolean reachable =
        KadMode.of(config.mode(), env.host().announcedAddresses(), rule) == KadMode.SERVER;
    if (reachable != serving && !closed) {
      serving = reachable;
      if (serving) {
        env.offering().offer(answering);
      } else {
        env.offering().withdraw(answering);
      }
    }
  }

  /** Ends what runs by itself; searches end with what they have. */
  @Override
  public void close() {
    ticking.cancel();
    gauges.forEach(Cancellable::cancel);
    stop();
    executor.execute(
        () -> {
          if (!closed) {
            if (serving) {
              env.offering().withdraw(answering);
            }
            closed = true;
            network.stop();
          }
        });
  }

  // ---- what the host tells ----

  @Override
  public void onHostChanged(Host host) {
    executor.execute(this::serveIfReachable);
  }

  @Override
  public void onConnected(Connection connection) {
    executor.execute(joining::connections);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    executor.execute(joining::connections);
  }

  @Override
  public void onProtocols(PeerId peer) {
    executor.execute(
        () -> {
          if (!env.peerStore().protocols(peer).contains(config.protocol())) {
            network.servesNot(peer);
          } else if (env.host().connection(peer).isPresent()) {
            network.serves(peer);
          }
        });
  }

  // ---- discovery ----

  @Override
  public String name() {
    return "kad";
  }

  @Override
  public void start(DiscoverySink sink) {
    reports.to(sink);
    executor.execute(
        () -> {
          serveIfReachable();
          joining.start();
          reports.known();
        });
  }

  @Override
  public void wanted(int peers) {
    executor.execute(reports::wanted);
  }

  @Override
  public void stop() {
    reports.to(null);
    executor.execute(joining::stop);
  }

  // ---- what this node hosts ----

  /** These agents are hosted here from now on. */
  public void add(HostedAgents agents) {
    executor.execute(() -> publishing.add(agents));
  }

  /** What is hosted has changed. */
  public void changed(HostedAgents agents) {
    executor.execute(publishing::hosting);
  }

  /** These agents are not hosted here any more; their records expire by themselves. */
  public void remove(HostedAgents agents) {
    executor.execute(() -> publishing.remove(agents));
  }

  // ---- operations ----

  private <T> CompletionStage<T> inside(Supplier<CompletionStage<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () ->
            work.get()
                .whenComplete(
                    (value, failure) -> {
                      if (failure != null) {
                        result.completeExceptionally(failure);
                      } else {
                        result.complete(value);
                      }
                    }));
    return result;
  }

  /**
   * Looks for where a peer is. What is found is remembered in the peer store as hearsay, which
   * gives way to the peer's own signed record.
   *
   * @return fails if too many searches wait
   */
  public CompletionStage<Found<Optional<AddressInfo>>> findPeer(PeerId peer, Duration deadline) {
    return inside(() -> peer(peer, deadline));
  }

  private CompletionStage<Found<Optional<AddressInfo>>> peer(PeerId peer, Duration deadline) {
    List<Multiaddr> known = env.peerStore().addresses(peer);
    if (!known.isEmpty() && env.host().connection(peer).isPresent()) {
      return CompletableFuture.completedFuture(
          new Found<>(Optional.of(new AddressInfo(peer, known)), 0, 0));
    }
    List<KadPeer> seen = new ArrayList<>();
    return network
        .search(
            KadMessage.findNode(peer.encode()),
            config.lookup().withBeta(config.searches().peerBeta()),
            atMost(deadline),
            (from, answer) -> {
              answer.closer().stream()
                  .filter(p -> p.id().equals(peer))
                  .map(p -> p.withAddresses(rule.of(p.addresses())))
                  .filter(p -> !p.addresses().isEmpty())
                  .forEach(seen::add);
              return !seen.isEmpty();
            })
        .thenApply(
            lookup -> {
              seen.forEach(
                  p -> env.peerStore().addAddresses(peer, p.addresses(), ADDRESS_LIFETIME));
              List<Multiaddr> now = env.peerStore().addresses(peer);
              return new Found<>(
                  now.isEmpty() ? Optional.empty() : Optional.of(new AddressInfo(peer, now)),
                  lookup.hop(peer),
                  lookup.requests());
            });
  }

  private Duration atMost(Duration deadline) {
    Duration most = config.searches().timeout();
    return deadline.compareTo(most) < 0 ? deadline : most;
  }

  /** The peers closest to a key that answer, at most k. */
  public CompletionStage<Found<List<KadPeer>>> findClosest(Bytes key) {
    return inside(
        () ->
            network.closest(key).thenApply(l -> new Found<>(l.closest(), l.hops(), l.requests())));
  }

  /**
   * Looks for the best value of a key.
   *
   * @return fails with {@link RecordRefusedException} if the key is in no known namespace
   */
  public CompletionStage<Found<Optional<KadRecord>>> getValue(Bytes key, Duration deadline) {
    return inside(() -> value(key, deadline));
  }

  private CompletionStage<Found<Optional<KadRecord>>> value(Bytes key, Duration deadline) {
    try {
      validators.of(key);
    } catch (RecordRefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
    Values values = new Values(validators, env, config.searches().quorum());
    records.get(key, env.clock().now()).ifPresent(values::known);
    return network
        .search(KadMessage.getValue(key), config.lookup(), atMost(deadline), values)
        .thenApply(
            lookup -> {
              Found<Optional<KadRecord>> found = values.result(lookup);
              found.value().ifPresent(best -> publishing.correct(best, values.outdated(lookup)));
              return found;
            });
  }

  /**
   * Puts a value at the peers closest to its key, and again and again while this node runs.
   *
   * @return how many have taken it; fails with {@link RecordRefusedException} if it is not valid,
   *     with {@link LimitExceededException} if too much is published
   */
  public CompletionStage<Integer> putValue(KadRecord record) {
    return inside(
        () -> {
          try {
            validators.validate(record, env.clock().now());
            return publishing.publish(record);
          } catch (RecordRefusedException | LimitExceededException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  /**
   * Tells the peers closest to a key that this node provides it, and again and again while it runs.
   *
   * @param key a multihash
   * @return how many were told; fails with {@link LimitExceededException} if too much is published
   */
  public CompletionStage<Integer> provide(Bytes key) {
    return inside(
        () -> {
          try {
            return publishing.provide(key);
          } catch (LimitExceededException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  /**
   * Looks for providers of a key.
   *
   * @param most how many end the search
   */
  public CompletionStage<Found<List<KadPeer>>> findProviders(Bytes key, int most) {
    return inside(
        () -> {
          Map<PeerId, KadPeer> found = new LinkedHashMap<>();
          providers.providers(key, most, env.clock().now()).forEach(p -> found.put(p.id(), p));
          return network
              .search(
                  KadMessage.getProviders(key),
                  config.lookup(),
                  config.searches().timeout(),
                  (from, answer) -> {
                    for (KadPeer p : answer.providers()) {
                      if (found.size() < most) {
                        found.putIfAbsent(p.id(), p.withAddresses(rule.of(p.addresses())));
                      }
                    }
                    return found.size() >= most;
                  })
              .thenApply(l -> new Found<>(List.copyOf(found.values()), l.hops(), l.requests()));
        });
  }

  @Override
  public CompletionStage<Optional<Bytes>> findRecord(AgentId agent, Duration deadline) {
    return findAgent(agent, deadline)
        .thenApply(found -> found.value().map(KadRecord::value))
        .exceptionally(failure -> Optional.empty());
  }

  /**
   * Looks for the hosting record of an agent, and then for where the peer is that it names.
   *
   * @return fails if too many searches wait
   */
  public CompletionStage<Found<Optional<KadRecord>>> findAgent(AgentId agent, Duration deadline) {
    long end = env.clock().nanoTime() + deadline.toNanos();
    return inside(
        () ->
            value(AgentRecordValidator.keyOf(agent), deadline)
                .thenCompose(
                    found -> {
                      Duration left = Duration.ofNanos(end - env.clock().nanoTime());
                      return reach(found, left).thenApply(done -> found);
                    }));
  }

  /** Sees to it that there are addresses for the peer that hosts. */
  private CompletionStage<?> reach(Found<Optional<KadRecord>> found, Duration left) {
    try {
      if (found.value().isPresent()) {
        PeerId host = AgentRecordValidator.open(found.value().get().value()).peer();
        boolean reachable =
            host.equals(self.id())
                || env.host().connection(host).isPresent()
                || !env.peerStore().addresses(host).isEmpty();
        if (!reachable) {
          return peer(host, left).exceptionally(e -> new Found<>(Optional.empty(), 0, 0));
        }
      }
    } catch (RecordException e) {
      throw new IllegalStateException("the value was validated", e);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** What the table holds. */
  public CompletionStage<List<RoutingTable.Place>> places() {
    return inside(() -> CompletableFuture.completedFuture(table.places()));
  }

  /** The state, for {@code chaos status}. */
  public CompletionStage<Map<String, Object>> status() {
    return inside(
        () -> {
          Map<String, Object> status = new LinkedHashMap<>();
          status.put("protocol", config.protocol());
          status.put("mode", serving ? "server" : "client");
          status.put("bootstrap", joining.status());
          status.put("table_peers", table.size());
          status.put("table_waiting", table.waiting());
          status.put("deepest_bucket", table.deepestBucket());
          status.put("records", records.size());
          status.put("record_bytes", records.bytes());
          status.put("providers", providers.size());
          status.put("published", publishing.size());
          return CompletableFuture.completedFuture(status);
        });
  }

  /** What peers are worth to the routing table. */
  public PeerValue worth() {
    return worth;
  }

  /** This node's point in the key space. */
  public KadKey point() {
    return self.key();
  }

  /** The serving side, for hosts that are told by hand. */
  public StreamProtocol protocol() {
    return answering;
  }
}
