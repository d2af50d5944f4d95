// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.kad.core.KadPeer.Connectedness;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/** Answers requests from a table and two stores. Pure. Not safe for use by many threads. */
public final class KadServer {
  private final KadPeer self;
  private final int k;
  private final RoutingTable table;
  private final RecordStore records;
  private final ProviderStore providers;
  private final AddressBook book;
  private final AddressRule rule;
  private final KadLimits limits;

  /**
   * Makes a server.
   *
   * @param self this node
   * @param k how many closer peers an answer names
   */
  public KadServer(
      KadPeer self,
      int k,
      RoutingTable table,
      RecordStore records,
      ProviderStore providers,
      AddressBook book,
      AddressRule rule,
      KadLimits limits) {
    this.self = self;
    this.k = k;
    this.table = table;
    this.records = records;
    this.providers = providers;
    this.book = book;
    this.rule = rule;
    this.limits = limits;
  }

  /**
   * Answers a request.
   *
   * @return nothing for ADD_PROVIDER
   * @throws RecordRefusedException if it is malformed, or what it brings is not taken
   */
  public Optional<KadMessage> answer(PeerId from, KadMessage request, Instant now)
      throws RecordRefusedException {
    if (request.key().isEmpty() && request.type() != KadMessage.Type.PING) {
      throw new RecordRefusedException(
          Reason.MALFORMED, "a " + request.type() + " of " + from + " without a key");
    }
    return switch (request.type()) {
      case PING -> Optional.of(KadMessage.of(KadMessage.Type.PING, Bytes.EMPTY));
      case FIND_NODE -> Optional.of(findNode(from, request.key()));
      case GET_VALUE ->
          Optional.of(
              new KadMessage(
                  KadMessage.Type.GET_VALUE,
                  request.key(),
                  records.get(request.key(), now),
                  closer(from, request.key()),
                  List.of()));
      case PUT_VALUE -> Optional.of(putValue(from, request, now));
      case GET_PROVIDERS ->
          Optional.of(
              new KadMessage(
                  KadMessage.Type.GET_PROVIDERS,
                  request.key(),
                  Optional.empty(),
                  closer(from, request.key()),
                  told(providers.providers(request.key(), Math.min(k, mostPeers()), now), false)));
      case ADD_PROVIDER -> {
        addProvider(from, request, now);
        yield Optional.empty();
      }
    };
  }

  private KadMessage findNode(PeerId from, Bytes key) {
    List<KadPeer> closer = closer(from, key);
    peer(key)
        .filter(id -> !id.equals(from))
        .filter(id -> id.equals(self.id()) || book.connected(id))
        .filter(id -> closer.stream().noneMatch(p -> p.id().equals(id)))
        .ifPresent(
            id -> {
              List<Multiaddr> addresses = rule.of(book.addresses(id));
              if (!addresses.isEmpty()) {
                closer.add(
                    0,
                    KadPeer.of(id, addresses)
                        .withConnectedness(
                            id.equals(self.id())
                                ? Connectedness.NOT_CONNECTED
                                : Connectedness.CONNECTED));
              }
            });
    return new KadMessage(KadMessage.Type.FIND_NODE, key, Optional.empty(), closer, List.of());
  }

  private static Optional<PeerId> peer(Bytes key) {
    try {
      return Optional.of(PeerId.decode(key));
    } catch (PeerIdException e) {
      return Optional.empty();
    }
  }

  private KadMessage putValue(PeerId from, KadMessage request, Instant now)
      throws RecordRefusedException {
    KadRecord record =
        request
            .record()
            .orElseThrow(
                () ->
                    new RecordRefusedException(
                        Reason.MALFORMED, "a PUT_VALUE of " + from + " without a record"));
    if (!record.key().equals(request.key())) {
      throw new RecordRefusedException(
          Reason.MALFORMED,
          "a PUT_VALUE of %s for %s with a record of %s"
              .formatted(from, request.key(), record.key()));
    }
    records.put(record, now);
    return KadMessage.putValue(record);
  }

  private void addProvider(PeerId from, KadMessage request, Instant now)
      throws RecordRefusedException {
    KadPeer provider =
        request.providers().stream()
            .filter(p -> p.id().equals(from))
            .findFirst()
            .orElseThrow(
                () ->
                    new RecordRefusedException(
                        Reason.MALFORMED,
                        "an ADD_PROVIDER of %s that does not name itself".formatted(from)));
    providers.add(request.key(), provider.withAddresses(rule.of(provider.addresses())), now);
  }

  /** The closest peers in the table, without who asks, with the addresses known here. */
  private List<KadPeer> closer(PeerId from, Bytes key) {
    List<KadPeer> closest = table.closest(KadKey.of(key), k + 1);
    closest.removeIf(peer -> peer.id().equals(from));
    int most = Math.min(k, mostPeers());
    return told(closest.size() > most ? closest.subList(0, most) : closest, true);
  }

  /** As others may be told; without addresses only providers are worth telling. */
  private List<KadPeer> told(List<KadPeer> peers, boolean needAddresses) {
    List<KadPeer> told = new ArrayList<>(peers.size() + 1);
    for (KadPeer peer : peers) {
      List<Multiaddr> known = book.addresses(peer.id());
      List<Multiaddr> addresses = rule.of(known.isEmpty() ? peer.addresses() : known);
      if (!needAddresses || !addresses.isEmpty()) {
        told.add(
            peer.withAddresses(addresses)
                .withConnectedness(
                    book.connected(peer.id())
                        ? Connectedness.CONNECTED
                        : Connectedness.NOT_CONNECTED));
      }
    }
    return told;
  }

  private int mostPeers() {
    return (int) Math.min(Integer.MAX_VALUE, limits.peers().value());
  }
}
