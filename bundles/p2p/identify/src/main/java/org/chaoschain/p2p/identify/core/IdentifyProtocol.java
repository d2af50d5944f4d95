// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identity.core.PeerRecord;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every peer who it is as soon as it is connected, answers the same question, and tells all
 * peers when what this node offers has changed. Safe for use by many threads.
 */
public final class IdentifyProtocol implements StreamProtocol, ConnectionListener, HostListener {
  /** The id under which peers ask. */
  public static final String IDENTIFY = "/ipfs/id/1.0.0";

  /** The id under which changes are told. */
  public static final String PUSH = "/ipfs/id/push/1.0.0";

  /** What is told as the protocol version. */
  public static final String PROTOCOL_VERSION = "chaoschain/1";

  private static final Logger LOG = LoggerFactory.getLogger(IdentifyProtocol.class);
  private static final Duration ASK_PAUSE = Duration.ofSeconds(1);
  private static final Duration RECORD_LIFETIME = Duration.ofHours(24);
  private static final Duration ADDRESS_LIFETIME = Duration.ofHours(1);

  private static final int STREAMS_A_CONNECTION = 4;

  private final IdentifyConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final NodeIdentity identity;
  private final PeerRecordSource records;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Clock clock;
  private final Limit maxPushes;

  /** By the number of the connection. */
  private final Map<Long, PushAllowance> pushes = new HashMap<>();

  /** The connections whose peer is asked soon, because its pushes were too many. */
  private final Set<Long> toAsk = new HashSet<>();

  private final AtomicBoolean pushPlanned = new AtomicBoolean();

  /** Makes the protocol; it works once the host knows it as protocol and listener. */
  public IdentifyProtocol(
      IdentifyConfig config,
      Host host,
      PeerStore peerStore,
      NodeIdentity identity,
      PeerRecordSource records,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.identity = identity;
    this.records = records;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.clock = clock;
    this.maxPushes =
        metrics.limit(
            IdentifyConfig.KEY_PREFIX + "max.pushes", config.maxPushes(), "pushes in a row");
  }

  @Override
  public List<String> protocols() {
    return List.of(IDENTIFY, PUSH);
  }

  /** An exchange is short, and what is read of one is held until it ends. */
  @Override
  public int maxInboundStreamsPerConnection() {
    return STREAMS_A_CONNECTION;
  }

  @Override
  public void onStream(Stream stream) {
    if (stream.protocol().equals(PUSH)) {
      metrics.counter("p2p.identify.pushes.received").increment();
      receivePush(stream);
    } else {
      tell(stream);
      Drop.on(stream, config.timeout(), scheduler);
    }
  }

  private void receivePush(Stream stream) {
    Connection connection = stream.connection();
    boolean allowed;
    boolean ask;
    synchronized (pushes) {
      if (connection.closed()) {
        allowed = false;
        ask = false;
      } else {
        long now = clock.nanoTime();
        allowed =
            pushes
                .computeIfAbsent(connection.id(), id -> new PushAllowance(config.maxPushes(), now))
                .take(now);
        ask = !allowed && toAsk.add(connection.id());
      }
    }
    if (allowed) {
      receive(stream);
      return;
    }
    stream.reset(
        CloseReason.limit(
            maxPushes.refuse(stream.toString(), 1L + config.maxPushes()).getMessage()));
    if (ask) {
      scheduler.schedule(ASK_PAUSE, () -> askAfterPushes(connection));
    }
  }

  private void askAfterPushes(Connection connection) {
    synchronized (pushes) {
      toAsk.remove(connection.id());
    }
    if (!connection.closed()) {
      ask(connection);
    }
  }

  @Override
  public void onConnected(Connection connection) {
    ask(connection);
  }

  private void ask(Connection connection) {
    connection
        .newStream(List.of(IDENTIFY))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                metrics.counter("p2p.identify.failed").increment();
                LOG.debug("{} is not identified: {}", connection, failure.getMessage());
              } else {
                stream.closeWrite();
                receive(stream);
              }
            });
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    // what is known of the peer stays in the peer store until it expires
    synchronized (pushes) {
      pushes.remove(connection.id());
    }
  }

  @Override
  public void onHostChanged(Host changed) {
    if (pushPlanned.compareAndSet(false, true)) {
      scheduler.schedule(config.pushDelay(), this::pushToAll);
    }
  }

  private void pushToAll() {
    pushPlanned.set(false);
    for (Connection connection : host.connections()) {
      Set<String> known = peerStore.protocols(connection.remotePeer());
      if (known.isEmpty() || known.contains(PUSH)) {
        push(connection);
      }
    }
  }

  private void push(Connection connection) {
    connection
        .newStream(List.of(PUSH))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                LOG.debug("{} takes no push: {}", connection, failure.getMessage());
              } else {
                metrics.counter("p2p.identify.pushes.sent").increment();
                tell(stream);
                Drop.on(stream, config.timeout(), scheduler);
              }
            });
  }

  private void tell(Stream stream) {
    List<Multiaddr> announced = host.announcedAddresses();
    Identification own =
        new Identification(
            Optional.of(identity.publicKey().encode()),
            announced,
            List.copyOf(host.protocols()),
            Optional.of(stream.connection().remoteAddress()),
            PROTOCOL_VERSION,
            config.agentVersion(),
            Optional.of(records.signedRecord(announced)));
    own.encode().forEach(message -> stream.write(FrameDecoder.encode(message)));
    stream.closeWrite();
  }

  private void receive(Stream stream) {
    Collector.read(stream, config, scheduler, metrics, told -> learn(stream, told));
  }

  private void learn(Stream stream, Identification told) {
    Connection connection = stream.connection();
    boolean push = stream.protocol().equals(PUSH);
    boolean wrongKey =
        told.publicKey().map(key -> !key.equals(connection.remoteKey().encode())).orElse(false);
    if (wrongKey) {
      metrics.counter("p2p.identify.wrong.key").increment();
      connection.close(
          CloseReason.protocolError(connection + " tells another public key than it has proved"));
      return;
    }
    told.signedPeerRecord().ifPresent(record -> learnRecord(connection, record));
    List<Multiaddr> believable =
        told.addresses().stream().filter(a -> believable(a, connection)).toList();
    peerStore.addAddresses(connection.remotePeer(), believable, ADDRESS_LIFETIME);
    PeerId peer = connection.remotePeer();
    // identify specification, "identify/push": what a push leaves out has not changed
    String agentVersion =
        push && told.agentVersion().isEmpty()
            ? peerStore.agentVersion(peer).orElse("")
            : told.agentVersion();
    Collection<String> protocols =
        push && told.protocols().isEmpty() ? peerStore.protocols(peer) : told.protocols();
    peerStore.setIdentity(peer, agentVersion, told.protocolVersion(), protocols);
    metrics.counter("p2p.identify.learned").increment();
    LOG.debug(
        "{} is {} with {} protocols", connection, told.agentVersion(), told.protocols().size());
  }

  private void learnRecord(Connection connection, org.chaoschain.api.bytes.Bytes envelope) {
    try {
      PeerRecord record = PeerRecord.open(envelope, RecordLimits.DEFAULT);
      if (record.peer().equals(connection.remotePeer())) {
        peerStore.putCertified(
            record.peer(), envelope, record.sequence(), record.addresses(), RECORD_LIFETIME);
      } else {
        metrics.counter("p2p.identify.foreign.record").increment();
        LOG.debug("{} tells a peer record of {}, which is ignored", connection, record.peer());
      }
    } catch (RecordException e) {
      metrics.counter("p2p.identify.bad.record").increment();
      LOG.debug("{} tells a peer record that is refused: {}", connection, e.getMessage());
    }
  }

  /** An address of the loopback interface means something only on the machine it comes from. */
  private static boolean believable(Multiaddr address, Connection connection) {
    return !loopback(address) || loopback(connection.remoteAddress());
  }

  private static boolean loopback(Multiaddr address) {
    String text = address.toString();
    return text.startsWith("/ip4/127.") || text.startsWith("/ip6/::1/");
  }
}
