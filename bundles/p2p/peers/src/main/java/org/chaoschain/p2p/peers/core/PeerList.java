// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
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
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PeerRecord;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordLimits;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.PeersFilter;
import org.chaoschain.proto.v1.PeersRequest;
import org.chaoschain.proto.v1.PeersResponse;
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
  private static final Duration RECORD_LIFETIME = Duration.ofHours(24);
  private static final int MAX_RECORDS = 256;
  private static final int MAX_HOSTING = 1024;
  private static final int MAX_OWN_HOSTING = 64;
  private static final int MAX_FILTER = 256;

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
  private final Answers answers;
  private final Cancellable refresh;
  private volatile DiscoverySink sink;

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
    this.searches = new Searches(scheduler, executor, config.retry(), this::lookFor);
    this.answers = new Answers(config, host, peerStore, records, clock, random, table);
    String prefix = PeersConfig.KEY_PREFIX;
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

  /** Ends what runs by itself. */
  public void close() {
    refresh.cancel();
    stop();
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public void start(DiscoverySink target) {
    sink = target;
  }

  @Override
  public void wanted(int peers) {
    askAll();
  }

  @Override
  public void stop() {
    sink = null;
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return 8;
  }

  @Override
  public void onProtocols(PeerId peer) {
    if (speaks(peer)) {
      executor.execute(() -> host.connection(peer).ifPresent(c -> ask(c, Optional.empty())));
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

  private void lookFor(AgentId agent) {
    Optional<PeerId> known = locate(agent);
    if (known.isPresent()) {
      searches.found(agent, known.get());
      return;
    }
    for (Connection connection : host.connections()) {
      if (speaks(connection.remotePeer())) {
        ask(connection, Optional.of(agent));
      }
    }
  }

  private boolean speaks(PeerId peer) {
    return peerStore.protocols(peer).contains(PROTOCOL);
  }

  private void askAll() {
    executor.execute(
        () -> {
          Set<PeerId> asked = new LinkedHashSet<>();
          for (Connection connection : host.connections()) {
            if (speaks(connection.remotePeer()) && asked.add(connection.remotePeer())) {
              ask(connection, Optional.empty());
            }
          }
        });
  }

  private void ask(Connection connection, Optional<AgentId> agent) {
    PeersRequest.Builder request =
        PeersRequest.newBuilder()
            .setLimit(config.wanted())
            .setOwnRecord(bytes(records.signedRecord(host.announcedAddresses())));
    answers.ownHosting().stream().limit(MAX_OWN_HOSTING).forEach(request::addHosting);
    agent.ifPresent(id -> request.setFilter(PeersFilter.newBuilder().addAgents(bytes(id.key()))));
    byte[] encoded = request.build().toByteArray();
    connection
        .newStream(List.of(PROTOCOL))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                LOG.debug("{} is not asked for peers: {}", connection, failure.getMessage());
              } else {
                request(stream, encoded);
              }
            });
  }

  private void request(Stream stream, byte[] encoded) {
    CompletionStage<byte[]> response =
        Exchange.read(stream, maxResponse, config.timeout(), scheduler);
    stream.write(FrameDecoder.encode(encoded));
    stream.closeWrite();
    response.whenComplete(
        (frame, failure) -> {
          if (failure != null) {
            refused(stream, failure.getMessage());
          } else {
            stream.close();
            executor.execute(() -> learn(stream, frame));
          }
        });
  }

  private void learn(Stream stream, byte[] frame) {
    PeersResponse response;
    try {
      response = PeersResponse.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      refused(stream, "no peer list: " + e.getMessage());
      return;
    }
    response.getPeerRecordsList().stream()
        .limit(MAX_RECORDS)
        .forEach(record -> learnPeer(stream, Bytes.wrap(record.toByteArray()), Optional.empty()));
    response.getHostingList().stream()
        .limit(MAX_HOSTING)
        .forEach(record -> learnAgent(stream, record, Optional.empty()));
  }

  private void learnPeer(Stream stream, Bytes envelope, Optional<PeerId> only) {
    try {
      PeerRecord record = PeerRecord.open(envelope, RecordLimits.DEFAULT);
      PeerId peer = record.peer();
      if (only.isPresent() && !only.get().equals(peer)) {
        refused(stream, "a peer record of " + peer + " where the sender's own belongs");
        return;
      }
      if (peer.equals(host.peerId())) {
        return;
      }
      boolean fresh =
          peerStore.putCertified(
              peer, envelope, record.sequence(), record.addresses(), RECORD_LIFETIME);
      DiscoverySink target = sink;
      if (fresh && target != null && only.isEmpty()) {
        metrics.counter("p2p.peers.learned").increment();
        target.found(new AddressInfo(peer, record.addresses()));
      }
    } catch (RecordException e) {
      refused(stream, e.getMessage());
    }
  }

  private void learnAgent(
      Stream stream, org.chaoschain.proto.v1.SignedHostingRecord signed, Optional<PeerId> only) {
    Bytes encoded = Bytes.wrap(signed.toByteArray());
    try {
      HostingRecord record = SignedHostingRecord.decode(encoded).open();
      if (only.isPresent() && !only.get().equals(record.peer())) {
        refused(stream, "a hosting record that names " + record.peer());
        return;
      }
      boolean fresh;
      synchronized (table) {
        fresh = table.add(new HostingTable.Entry(record, encoded), clock.now());
      }
      if (fresh) {
        metrics.counter("p2p.peers.agents.learned").increment();
        searches.found(record.agent(), record.peer());
      }
    } catch (RecordException e) {
      refused(stream, e.getMessage());
    }
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
        || filter.getExceptCount() > MAX_FILTER
        || request.getHostingCount() > MAX_HOSTING) {
      String why = "a peer list request with too many entries";
      refused(stream, why);
      stream.reset(CloseReason.protocolError(why));
      return;
    }
    PeerId asker = stream.connection().remotePeer();
    if (!request.getOwnRecord().isEmpty()) {
      learnPeer(stream, Bytes.wrap(request.getOwnRecord().toByteArray()), Optional.of(asker));
    }
    request.getHostingList().forEach(r -> learnAgent(stream, r, Optional.of(asker)));
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
