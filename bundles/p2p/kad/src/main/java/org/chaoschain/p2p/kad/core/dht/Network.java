// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.AddressRule;
import org.chaoschain.p2p.kad.core.BucketRefresh;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.RoutingTable;

/**
 * The table and the searches that fill it: whoever answers enters, whoever does not leaves. Inside
 * one executor.
 */
final class Network implements Search.Witness {
  private final DhtConfig config;
  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final Calls calls;
  private final AddressRule rule;
  private final KadPeer self;
  private final RoutingTable table;
  private final BucketRefresh refresh;
  private final Limit maxRunning;
  private final Limit maxWaiting;
  private final List<Search> running = new ArrayList<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean stopped;

  Network(
      DhtConfig config,
      DhtEnvironment env,
      SerialExecutor executor,
      Calls calls,
      AddressRule rule,
      KadPeer self,
      RoutingTable table) {
    this.config = config;
    this.env = env;
    this.executor = executor;
    this.calls = calls;
    this.rule = rule;
    this.self = self;
    this.table = table;
    this.refresh = new BucketRefresh(self.key(), config.times().refresh(), now());
    String prefix = DhtConfig.KEY_PREFIX;
    this.maxRunning =
        env.metrics().limit(prefix + "max.searches", config.searches().running(), "searches");
    this.maxWaiting =
        env.metrics()
            .limit(prefix + "max.searches.waiting", config.searches().waiting(), "searches");
  }

  private long now() {
    return env.clock().nanoTime();
  }

  /**
   * Searches for a key.
   *
   * @param settings of the lookup
   * @return fails if too many searches wait, or the DHT has stopped
   */
  CompletionStage<Lookup> search(
      KadMessage request, Lookup.Settings settings, Duration timeout, Search.Listener listener) {
    CompletableFuture<Lookup> result = new CompletableFuture<>();
    if (stopped) {
      result.completeExceptionally(new IllegalStateException("the DHT has stopped"));
      return result;
    }
    if (maxRunning.allows(running.size() + 1L)) {
      begin(request, settings, timeout, listener, result);
    } else if (maxWaiting.allows(waiting.size() + 1L)) {
      waiting.add(() -> begin(request, settings, timeout, listener, result));
    } else {
      result.completeExceptionally(maxWaiting.refuse("searches that wait", waiting.size() + 1L));
    }
    return result;
  }

  private void begin(
      KadMessage request,
      Lookup.Settings settings,
      Duration timeout,
      Search.Listener listener,
      CompletableFuture<Lookup> result) {
    KadKey target = KadKey.of(request.key());
    Lookup lookup = new Lookup(self.key(), target, settings, table.closest(target, settings.k()));
    Search search = new Search(lookup, request, listener, this, calls, env, executor);
    running.add(search);
    refresh.searched(target, now());
    env.metrics().counter("p2p.kad.searches", "type", request.type().name()).increment();
    long began = now();
    search
        .run(timeout)
        .whenComplete(
            (done, failure) -> {
              running.remove(search);
              env.metrics()
                  .timer("p2p.kad.search.time", "type", request.type().name())
                  .record(Duration.ofNanos(now() - began));
              env.metrics().counter("p2p.kad.search.requests").add(done.requests());
              env.metrics().counter("p2p.kad.search.dropped").add(done.dropped());
              result.complete(done);
              Runnable next = stopped ? null : waiting.poll();
              if (next != null) {
                next.run();
              }
            });
  }

  void stop() {
    stopped = true;
    List.copyOf(running).forEach(Search::stop);
    // each waiting one finds the table stopped and ends at once
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
    List.copyOf(running).forEach(Search::stop);
  }

  /** Looks for the peers closest to a key, over all k of them. */
  CompletionStage<Lookup> closest(Bytes key) {
    return search(
        KadMessage.findNode(key), config.lookup(), config.searches().timeout(), (p, m) -> false);
  }

  /** Looks for this node and refreshes each bucket that somebody may be in. */
  CompletionStage<?> fill() {
    refresh.expire(now());
    return closest(self.id().encode()).thenCompose(lookup -> refreshDue(Integer.MAX_VALUE));
  }

  /** Refreshes the buckets that are due, so many at most. */
  CompletionStage<?> refreshDue(int most) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    List<Integer> due = refresh.due(table.deepestBucket(), now());
    for (int bucket : due.subList(0, Math.min(most, due.size()))) {
      refresh
          .keyIn(bucket, env.random())
          .ifPresent(
              key ->
                  all.add(
                      search(
                              KadMessage.findNode(key),
                              config.lookup().withBeta(config.searches().peerBeta()),
                              config.searches().timeout(),
                              (p, m) -> false)
                          .<Void>thenApply(lookup -> null)
                          .exceptionally(e -> null)
                          .toCompletableFuture()));
    }
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
  }

  /** Whether nobody is in the table. */
  boolean empty() {
    return table.size() == 0;
  }

  /** A peer that is connected and serves. */
  void serves(PeerId peer) {
    List<Multiaddr> reached =
        env.host().connections().stream()
            .filter(c -> c.remotePeer().equals(peer))
            .map(Connection::remoteAddress)
            .toList();
    offer(KadPeer.of(peer, env.peerStore().addresses(peer)), reached);
  }

  /** A peer serves no more. */
  void servesNot(PeerId peer) {
    table.failed(peer);
  }

  private void offer(KadPeer peer, List<Multiaddr> reached) {
    RoutingTable.Outcome outcome = table.offer(peer, reached, now());
    env.metrics().counter("p2p.kad.table", "outcome", outcome.admission().name()).increment();
    outcome.check().ifPresent(this::check);
  }

  /** Checks whether a peer is alive, by a small question. */
  void check(KadPeer peer) {
    calls
        .ask(peer, KadMessage.findNode(self.id().encode()))
        .whenComplete(
            (reply, failure) ->
                executor.execute(
                    () -> {
                      if (failure == null) {
                        table.alive(peer.id(), now());
                      } else {
                        env.metrics().counter("p2p.kad.table", "outcome", "DEAD").increment();
                        table.failed(peer.id());
                      }
                    }));
  }

  /** Checks some that were not seen for a while; a connection is a sign of life. */
  void checkUnseen(int most) {
    long before = now() - config.times().liveness().toNanos();
    for (KadPeer peer : table.unseenSince(before, most)) {
      check(peer);
    }
  }

  @Override
  public void answered(KadPeer peer, Calls.Reply reply) {
    offer(peer.withAddresses(calls.addresses(peer.id(), peer.addresses())), reply.observed());
  }

  @Override
  public void failed(KadPeer peer) {
    table.failed(peer.id());
  }

  @Override
  public List<KadPeer> believed(List<KadPeer> named) {
    List<KadPeer> believed = new ArrayList<>(named.size());
    for (KadPeer peer : named) {
      if (!peer.id().equals(self.id())) {
        KadPeer checked = peer.withAddresses(rule.of(peer.addresses()));
        if (!checked.addresses().isEmpty()
            || !env.peerStore().addresses(peer.id()).isEmpty()
            || env.host().connection(peer.id()).isPresent()) {
          believed.add(checked);
        }
      }
    }
    return believed;
  }
}
