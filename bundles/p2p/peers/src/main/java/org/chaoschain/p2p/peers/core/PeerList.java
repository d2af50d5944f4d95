// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.agents.AgentSource;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.proto.v1.PeersFilter;
import org.chaoschain.proto.v1.PeersRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peer-list protocol, both sides: asks each peer that speaks it whom it knows, tells it who is
 * hosted here, answers the same questions, and finds agents. What counts are the signatures: a peer
 * record is the peer's own, a hosting record the agent's. Signatures are verified and tables
 * changed on one serial executor.
 */
public final class PeerList implements StreamProtocol, PeerStoreListener, Discovery, AgentLocator {
  /** The protocol's id. */
  public static final String PROTOCOL = "/chaoschain/peers/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(PeerList.class);
  private static final int MAX_RECORDS = 256;
  private static final int MAX_OWN_HOSTING = 64;
  private static final int MAX_EXCEPT = 256;
  private static final int MAX_FILTER = 64;
  private static final int MAX_RUNNING = 2;

  private final PeersConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final PeerRecordSource records;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final SerialExecutor executor;
  private final HostingTable table;
  private final Limit maxRequest;
  private final Limit maxResponse;
  private final Searches searches;
  private final Learning learning;
  private final Answers answers;
  private final Sources sources;
  private final Cancellable refresh;

  /** When each peer was asked last. Inside the executor. */
  private final Map<PeerId, Long> askedAt = new Remembered();

  /** How many requests to a peer are under way. Inside the executor. */
  private final Map<PeerId, Integer> underWay = new HashMap<>();

  private Cancellable askAgain = () -> false;
  private boolean askPlanned;
  private long allAskedAt;
  private boolean everAsked;

  private volatile boolean closed;

  /** Makes the protocol; it works once the host knows it as protocol, listener and discovery. */
  public PeerList(
      PeersConfig config,
      Host host,
      PeerStore peerStore,
      PeerRecordSource records,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.records = records;
    this.clock = clock;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.executor = scheduler.serial("p2p-peers");
    this.table = new HostingTable(config, metrics);
    this.answers = new Answers(config, host, peerStore, records, clock, random, table);
    String prefix = PeersConfig.KEY_PREFIX;
    this.searches =
        new Searches(
            scheduler,
            executor,
            config.retry(),
            metrics.limit(prefix + "max.searches", config.maxSearches(), "searches"),
            this::lookFor);
    this.learning = new Learning(config, host, peerStore, clock, metrics, table, searches::found);
    this.sources = new Sources(clock, executor, config.retry(), metrics, learning::learnFound);
    this.maxRequest = metrics.limit(prefix + "max.request", config.maxRequest(), "bytes");
    this.maxResponse = metrics.limit(prefix + "max.response", config.maxResponse(), "bytes");
    this.refresh =
        scheduler.scheduleWithFixedDelay(config.refresh(), config.refresh(), this::askAll);
  }

  /** These agents are hosted here from now on; connected peers are told. */
  public void add(HostedAgents agents) {
    answers.add(agents);
    askAll();
  }

  /** What is hosted has changed; connected peers are told. */
  public void changed(HostedAgents agents) {
    askAll();
  }

  /** These agents are not hosted here any more; their records expire by themselves. */
  public void remove(HostedAgents agents) {
    answers.remove(agents);
  }

  /** Asked from now on for agents that the connected peers do not know. */
  public void add(AgentSource source) {
    sources.add(source);
  }

  /** Asked no more. */
  public void remove(AgentSource source) {
    sources.remove(source);
  }

  /** Ends what runs by itself. */
  public void close() {
    closed = true;
    refresh.cancel();
    stop();
    table.close();
    executor.execute(
        () -> {
          askAgain.cancel();
          searches.stop();
        });
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public void start(DiscoverySink target) {
    learning.reportTo(target);
  }

  @Override
  public void wanted(int peers) {
    askAll();
  }

  @Override
  public void stop() {
    learning.reportTo(null);
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return 4;
  }

  @Override
  public void onProtocols(PeerId peer) {
    if (speaks(peer)) {
      executor.execute(
          () -> {
            Long last = askedAt.get(peer);
            if (last == null || clock.nanoTime() - last >= config.retry().toNanos()) {
              host.connection(peer).ifPresent(c -> ask(c, List.of()));
            }
          });
    }
  }

  @Override
  public void onStream(Stream stream) {
    Exchange.read(stream, maxRequest, config.timeout(), scheduler)
        .whenComplete(
            (frame, failure) -> {
              if (failure != null) {
                refused(stream, failure.getMessage());
              } else {
                executor.execute(() -> answer(stream, frame));
              }
            });
  }

  @Override
  public Optional<PeerId> locate(AgentId agent) {
    synchronized (table) {
      return table.find(agent, clock.now()).map(entry -> entry.record().peer());
    }
  }

  @Override
  public CompletionStage<Optional<PeerId>> find(AgentId agent, Duration deadline) {
    Optional<PeerId> known = locate(agent);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Optional<PeerId>> result = new CompletableFuture<>();
    executor.execute(() -> searches.start(agent, deadline, result));
    return result;
  }

  private void lookFor(List<AgentId> agents) {
    List<AgentId> unknown = new ArrayList<>();
    for (AgentId agent : agents) {
      Optional<PeerId> known = locate(agent);
      known.ifPresent(peer -> searches.found(agent, peer));
      if (known.isEmpty()) {
        unknown.add(agent);
      }
    }
    if (!unknown.isEmpty()) {
      boolean anybody =
          host.connections().stream().anyMatch(connection -> speaks(connection.remotePeer()));
      askEachPeer(unknown);
      sources.round(unknown, anybody);
    }
  }

  private boolean speaks(PeerId peer) {
    return peerStore.protocols(peer).contains(PROTOCOL);
  }

  /** Asks all peers now or soon, however often this is called. */
  private void askAll() {
    executor.execute(
        () -> {
          long pause = allAskedAt + config.retry().toNanos() - clock.nanoTime();
          if (closed || askPlanned) {
            return;
          }
          if (everAsked && pause > 0) {
            askAllLater(Duration.ofNanos(pause));
          } else {
            askAllNow();
          }
        });
  }

  private void askAllLater(Duration pause) {
    askPlanned = true;
    askAgain = scheduler.schedule(pause, () -> executor.execute(this::askAllNow));
  }

  private void askAllNow() {
    if (closed) {
      return;
    }
    askPlanned = false;
    everAsked = true;
    allAskedAt = clock.nanoTime();
    if (!askEachPeer(List.of())) {
      askAllLater(config.retry());
    }
  }

  private boolean askEachPeer(List<AgentId> agents) {
    boolean all = true;
    Set<PeerId> asked = new LinkedHashSet<>();
    for (Connection connection : host.connections()) {
      if (speaks(connection.remotePeer()) && asked.add(connection.remotePeer())) {
        all &= ask(connection, agents);
      }
    }
    return all;
  }

  /** Asks one peer; not if it has not answered earlier requests yet. */
  private boolean ask(Connection connection, List<AgentId> agents) {
    PeerId peer = connection.remotePeer();
    if (underWay.getOrDefault(peer, 0) >= MAX_RUNNING) {
      return false;
    }
    underWay.merge(peer, 1, Integer::sum);
    askedAt.put(peer, clock.nanoTime());
    PeersRequest.Builder request =
        PeersRequest.newBuilder()
            .setLimit(agents.isEmpty() ? config.wanted() : MAX_RECORDS)
            .setOwnRecord(bytes(records.signedRecord(host.announcedAddresses())));
    answers.ownHosting().stream().limit(MAX_OWN_HOSTING).forEach(request::addHosting);
    if (!agents.isEmpty()) {
      PeersFilter.Builder filter = PeersFilter.newBuilder();
      agents.forEach(agent -> filter.addAgents(bytes(agent.key())));
      request.setFilter(filter);
    }
    byte[] encoded = request.build().toByteArray();
    connection
        .newStream(List.of(PROTOCOL))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                LOG.debug("{} is not asked for peers: {}", connection, failure.getMessage());
                executor.execute(() -> answered(peer));
              } else {
                request(stream, encoded);
              }
            });
    return true;
  }

  private void answered(PeerId peer) {
    underWay.computeIfPresent(peer, (p, n) -> n > 1 ? n - 1 : null);
  }

  private void request(Stream stream, byte[] encoded) {
    PeerId peer = stream.connection().remotePeer();
    CompletionStage<byte[]> response =
        Exchange.read(stream, maxResponse, config.timeout(), scheduler);
    stream.write(FrameDecoder.encode(encoded));
    stream.closeWrite();
    response.whenComplete(
        (frame, failure) -> {
          if (failure != null) {
            refused(stream, failure.getMessage());
            executor.execute(() -> answered(peer));
          } else {
            stream.close();
            executor.execute(
                () -> {
                  answered(peer);
                  learning.learn(stream, frame);
                });
          }
        });
  }

  private void answer(Stream stream, byte[] frame) {
    PeersRequest request;
    try {
      request = PeersRequest.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      String why = "no peer list request: " + e.getMessage();
      refused(stream, why);
      stream.reset(CloseReason.protocolError(why));
      return;
    }
    PeersFilter filter = request.getFilter();
    if (filter.getAgentsCount() > MAX_FILTER
        || filter.getPeersCount() > MAX_FILTER
        || filter.getExceptCount() > MAX_EXCEPT
        || request.getHostingCount() > MAX_OWN_HOSTING) {
      String why =
          "a peer list request with %d agents, %d peers, %d exceptions and %d hosting records; at most %d, %d, %d and %d are allowed"
              .formatted(
                  filter.getAgentsCount(),
                  filter.getPeersCount(),
                  filter.getExceptCount(),
                  request.getHostingCount(),
                  MAX_FILTER,
                  MAX_FILTER,
                  MAX_EXCEPT,
                  MAX_OWN_HOSTING);
      refused(stream, why);
      stream.reset(CloseReason.protocolError(why));
      return;
    }
    PeerId asker = stream.connection().remotePeer();
    if (!request.getOwnRecord().isEmpty()) {
      learning.learnPeer(
          stream, Bytes.wrap(request.getOwnRecord().toByteArray()), Optional.of(asker));
    }
    request.getHostingList().forEach(r -> learning.learnAgent(stream, r, Optional.of(asker)));
    byte[] response = answers.to(request, asker).toByteArray();
    metrics.counter("p2p.peers.answered").increment();
    stream
        .executor()
        .execute(
            () -> {
              stream.write(FrameDecoder.encode(response));
              stream.close();
            });
  }

  private void refused(Stream stream, String why) {
    metrics.counter("p2p.peers.refused").increment();
    LOG.debug("{}: {}", stream, why);
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}
