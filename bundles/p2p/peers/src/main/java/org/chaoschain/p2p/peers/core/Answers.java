// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.PeersFilter;
import org.chaoschain.proto.v1.PeersRequest;
import org.chaoschain.proto.v1.PeersResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composes what this node answers when it is asked for peers: whom it knows, and the agents they
 * host.
 */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final int DEFAULT_LIMIT = 64;
  private static final int MAX_RECORDS = 256;
  private static final int MAX_HOSTING = 1024;
  private static final int RESPONSE_RESERVE = 8192;

  private final PeersConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final PeerRecordSource records;
  private final Clock clock;
  private final RandomGenerator random;
  private final HostingTable table;
  private final List<HostedAgents> hosted = new CopyOnWriteArrayList<>();

  Answers(
      PeersConfig config,
      Host host,
      PeerStore peerStore,
      PeerRecordSource records,
      Clock clock,
      RandomGenerator random,
      HostingTable table) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.records = records;
    this.clock = clock;
    this.random = random;
    this.table = table;
  }

  void add(HostedAgents agents) {
    hosted.add(agents);
  }

  void remove(HostedAgents agents) {
    hosted.remove(agents);
  }

  /** The answer to a request of a peer. */
  PeersResponse to(PeersRequest request, PeerId asker) {
    int limit =
        request.getLimit() == 0
            ? DEFAULT_LIMIT
            : (int) Math.min(Integer.toUnsignedLong(request.getLimit()), MAX_RECORDS);
    PeersFilter filter = request.getFilter();
    Set<Bytes> except = sets(filter.getExceptList());
    Set<Bytes> only = sets(filter.getPeersList());
    Set<Bytes> agents = sets(filter.getAgentsList());
    PeersResponse.Builder response = PeersResponse.newBuilder();
    int room = config.maxResponse() - RESPONSE_RESERVE;
    for (PeerId peer : agents.isEmpty() ? everybody() : hostsOf(agents)) {
      Bytes id = peer.encode();
      if (peer.equals(asker) || except.contains(id) || (!only.isEmpty() && !only.contains(id))) {
        continue;
      }
      Bytes record = record(peer);
      if (record.isEmpty()) {
        continue;
      }
      if (response.getPeerRecordsCount() == limit || record.size() > room) {
        response.setTruncated(true);
        break;
      }
      room -= record.size();
      response.addPeerRecords(bytes(record));
      for (Bytes hosting : hosting(peer, agents)) {
        if (response.getHostingCount() == MAX_HOSTING || hosting.size() > room) {
          response.setTruncated(true);
          break;
        }
        room -= hosting.size();
        parsed(hosting).ifPresent(response::addHosting);
      }
    }
    return response.build();
  }

  /** This node, connected peers, the others; each group in random order. */
  private Collection<PeerId> everybody() {
    Set<PeerId> connected = new LinkedHashSet<>();
    host.connections().forEach(c -> connected.add(c.remotePeer()));
    List<PeerId> order = new ArrayList<>(connected);
    shuffle(order);
    order.add(0, host.peerId());
    List<PeerId> others = new ArrayList<>(peerStore.peers());
    others.removeAll(connected);
    others.remove(host.peerId());
    shuffle(others);
    order.addAll(others);
    return order;
  }

  private Collection<PeerId> hostsOf(Set<Bytes> agents) {
    Set<PeerId> hosts = new LinkedHashSet<>();
    if (!hosting(host.peerId(), agents).isEmpty()) {
      hosts.add(host.peerId());
    }
    Instant now = clock.now();
    synchronized (table) {
      for (Bytes agent : agents) {
        if (agent.size() == AgentId.SIZE) {
          table.find(new AgentId(agent), now).ifPresent(e -> hosts.add(e.record().peer()));
        }
      }
    }
    return hosts;
  }

  private Bytes record(PeerId peer) {
    return peer.equals(host.peerId())
        ? records.signedRecord(host.announcedAddresses())
        : peerStore.certifiedRecord(peer).orElse(Bytes.EMPTY);
  }

  private List<Bytes> hosting(PeerId peer, Set<Bytes> agents) {
    if (peer.equals(host.peerId())) {
      return ownHosting().stream()
          .map(record -> Bytes.wrap(record.toByteArray()))
          .filter(
              encoded -> agents.isEmpty() || agentOf(encoded).map(agents::contains).orElse(false))
          .toList();
    }
    Instant now = clock.now();
    synchronized (table) {
      return table.ofPeer(peer, now).stream()
          .filter(e -> agents.isEmpty() || agents.contains(e.record().agent().key()))
          .map(HostingTable.Entry::encoded)
          .toList();
    }
  }

  private static Optional<Bytes> agentOf(Bytes signed) {
    try {
      return Optional.of(
          HostingRecord.decode(SignedHostingRecord.decode(signed).payload()).agent().key());
    } catch (RecordException e) {
      LOG.warn("A hosting record of this node is refused: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** The signed records of the agents that are hosted here. */
  List<org.chaoschain.proto.v1.SignedHostingRecord> ownHosting() {
    List<org.chaoschain.proto.v1.SignedHostingRecord> own = new ArrayList<>();
    for (HostedAgents agents : hosted) {
      agents.signedHostingRecords().forEach(encoded -> parsed(encoded).ifPresent(own::add));
    }
    return own;
  }

  private static Optional<org.chaoschain.proto.v1.SignedHostingRecord> parsed(Bytes encoded) {
    try {
      return Optional.of(
          org.chaoschain.proto.v1.SignedHostingRecord.parseFrom(encoded.toByteBuffer()));
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("A hosting record of this node is malformed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void shuffle(List<PeerId> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private static Set<Bytes> sets(List<ByteString> list) {
    Set<Bytes> set = new LinkedHashSet<>();
    list.forEach(each -> set.add(Bytes.wrap(each.toByteArray())));
    return set;
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}
