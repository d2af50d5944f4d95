// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.PeerRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordLimits;

/** The signed records of the peer store: offered with PRUNE, and kept when they were offered. */
final class KnownRecords implements PeerRecords {
  /** As long as a peer that was only heard of is worth a try. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final PeerStore peerStore;

  KnownRecords(PeerStore peerStore) {
    this.peerStore = peerStore;
  }

  @Override
  public Bytes signedRecord(PeerId peer) {
    return peerStore.certifiedRecord(peer).orElse(Bytes.EMPTY);
  }

  @Override
  public boolean verify(PeerId peer, Bytes signedRecord) {
    return open(peer, signedRecord).isPresent();
  }

  private static Optional<PeerRecord> open(PeerId peer, Bytes signedRecord) {
    try {
      PeerRecord record = PeerRecord.open(signedRecord, RecordLimits.DEFAULT);
      return record.peer().equals(peer) ? Optional.of(record) : Optional.empty();
    } catch (RecordException e) {
      return Optional.empty();
    }
  }

  /** Remembers a record; the addresses at which the peer can be reached then. */
  List<Multiaddr> remember(PeerId peer, Bytes signedRecord) {
    Optional<PeerRecord> record = open(peer, signedRecord);
    if (record.isEmpty()) {
      return List.of();
    }
    peerStore.putCertified(
        peer, signedRecord, record.get().sequence(), record.get().addresses(), LIFETIME);
    return peerStore.addresses(peer);
  }
}
