// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PeerRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordLimits;
import org.chaoschain.p2p.identity.core.SignedEnvelope;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.PeersResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what others tell: verifies records, within an allowance for each teller, keeps them and
 * reports peers. Inside one executor but for {@link #reportTo}.
 */
final class Learning {
  private static final Logger LOG = LoggerFactory.getLogger(Learning.class);
  private static final Duration RECORD_LIFETIME = Duration.ofHours(24);
  private static final int MAX_RECORDS = 256;
  private static final int MAX_HOSTING = 1024;

  private final PeersConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final Clock clock;
  private final Metrics metrics;
  private final HostingTable table;
  private final BiConsumer<AgentId, PeerId> found;
  private final VerificationAllowance verifications;
  private final Map<PeerId, Long> reportedAt = new Remembered();

  /** Held while the sink is called, so that it is not called any more once stop has returned. */
  private final Object sinkLock = new Object();

  private DiscoverySink sink;

  Learning(
      PeersConfig config,
      Host host,
      PeerStore peerStore,
      Clock clock,
      Metrics metrics,
      HostingTable table,
      BiConsumer<AgentId, PeerId> found) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.clock = clock;
    this.metrics = metrics;
    this.table = table;
    this.found = found;
    this.verifications =
        new VerificationAllowance(
            metrics.limit(
                PeersConfig.KEY_PREFIX + "max.verifications",
                config.maxVerifications(),
                "signatures a minute"));
  }

  /** Where peers are reported to from now on; null for nowhere. */
  void reportTo(DiscoverySink target) {
    synchronized (sinkLock) {
      sink = target;
    }
  }

  void learn(Stream stream, byte[] frame) {
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

  void learnPeer(Stream stream, Bytes envelope, Optional<PeerId> only) {
    try {
      PeerId signer = SignedEnvelope.decode(envelope, RecordLimits.DEFAULT.maxBytes()).signer();
      if (only.isPresent() && !only.get().equals(signer)) {
        refused(stream, "a peer record of " + signer + " where the sender's own belongs");
        return;
      }
      if (signer.equals(host.peerId())) {
        return;
      }
      boolean known = peerStore.certifiedRecord(signer).equals(Optional.of(envelope));
      if (!known && !verifications.take(stream.connection().remotePeer(), clock.nanoTime())) {
        return;
      }
      if (known) {
        // it was heard of again
        peerStore.addAddresses(signer, List.of(), RECORD_LIFETIME);
      }
      boolean fresh = !known && keep(PeerRecord.open(envelope, RecordLimits.DEFAULT), envelope);
      if (only.isEmpty()) {
        report(signer, fresh);
      }
    } catch (RecordException e) {
      refused(stream, e.getMessage());
    }
  }

  private boolean keep(PeerRecord record, Bytes envelope) {
    boolean fresh =
        peerStore.putCertified(
            record.peer(), envelope, record.sequence(), record.addresses(), RECORD_LIFETIME);
    if (fresh) {
      metrics.counter("p2p.peers.learned").increment();
    }
    return fresh;
  }

  /** Tells the host of a peer: at once when it is news, else now and then. */
  private void report(PeerId peer, boolean fresh) {
    long now = clock.nanoTime();
    Long last = reportedAt.get(peer);
    boolean due = fresh || last == null || now - last >= config.refresh().toNanos();
    List<Multiaddr> addresses = peerStore.addresses(peer);
    if (!due || addresses.isEmpty() || host.connection(peer).isPresent()) {
      return;
    }
    synchronized (sinkLock) {
      if (sink == null) {
        return;
      }
      reportedAt.put(peer, now);
      try {
        sink.found(new AddressInfo(peer, addresses));
      } catch (RuntimeException e) {
        LOG.warn("What the peer list has found is not taken: {}", e.toString());
      }
    }
  }

  void learnAgent(
      Stream stream, org.chaoschain.proto.v1.SignedHostingRecord signed, Optional<PeerId> only) {
    Bytes encoded = Bytes.wrap(signed.toByteArray());
    PeerId sender = stream.connection().remotePeer();
    try {
      SignedHostingRecord sealed = SignedHostingRecord.decode(encoded);
      HostingRecord record = HostingRecord.decode(sealed.payload());
      if (only.isPresent() && !only.get().equals(record.peer())) {
        refused(stream, "a hosting record that names " + record.peer());
        return;
      }
      if (record.isExpiredAt(clock.now())) {
        refused(stream, "a hosting record of " + record.agent() + " has expired");
        return;
      }
      if (!known(record, encoded)) {
        if (!verifications.take(sender, clock.nanoTime())) {
          return;
        }
        record = sealed.open();
      }
      boolean fresh;
      synchronized (table) {
        fresh =
            table.add(
                new HostingTable.Entry(record, encoded), record.peer().equals(sender), clock.now());
      }
      if (fresh) {
        metrics.counter("p2p.peers.agents.learned").increment();
        found.accept(record.agent(), record.peer());
      }
    } catch (RecordException e) {
      refused(stream, e.getMessage());
    }
  }

  /** Takes the record that a search elsewhere has found; each is verified, as a peer's is. */
  void learnFound(Bytes encoded) {
    try {
      SignedHostingRecord sealed = SignedHostingRecord.decode(encoded);
      HostingRecord claimed = HostingRecord.decode(sealed.payload());
      HostingRecord record = known(claimed, encoded) ? claimed : sealed.open();
      boolean fresh;
      synchronized (table) {
        fresh = table.add(new HostingTable.Entry(record, encoded), false, clock.now());
      }
      if (fresh) {
        metrics.counter("p2p.peers.agents.learned").increment();
        found.accept(record.agent(), record.peer());
      }
    } catch (RecordException e) {
      metrics.counter("p2p.peers.refused").increment();
      LOG.debug("A source of agents has found no good record: {}", e.getMessage());
    }
  }

  /** Whether these very bytes have been verified before. */
  private boolean known(HostingRecord record, Bytes encoded) {
    synchronized (table) {
      return table
          .find(record.agent(), clock.now())
          .map(entry -> entry.encoded().equals(encoded))
          .orElse(false);
    }
  }

  private void refused(Stream stream, String why) {
    metrics.counter("p2p.peers.refused").increment();
    LOG.debug("{}: {}", stream, why);
  }
}
