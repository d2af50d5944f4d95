// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.NodeIdentity;

/**
 * Signs this node's peer records. The sequence is the wall-clock time in milliseconds, or one more
 * than the last if the clock has not moved on or has stepped back: it rises within a run and, with
 * a clock that is about right, across restarts. One source serves the whole node, so that no two
 * records have the same sequence. Safe for use by many threads.
 */
public class PeerRecordSource {
  private final NodeIdentity identity;
  private final Clock clock;
  private long lastSequence;
  private List<Multiaddr> lastAddresses;
  private Bytes lastEnvelope;

  /** Makes a source that has signed nothing yet. */
  public PeerRecordSource(NodeIdentity identity, Clock clock) {
    this.identity = identity;
    this.clock = clock;
  }

  /**
   * The signed record for these addresses: the last one if they have not changed since, else a new
   * one.
   *
   * @param addresses where this node can be dialled, in the order in which they are to be tried
   * @return the bytes of a {@link SignedEnvelope} with a {@link PeerRecord}
   */
  public final synchronized Bytes signedRecord(List<Multiaddr> addresses) {
    if (!addresses.equals(lastAddresses)) {
      long sequence = Math.max(lastSequence + 1, clock.now().toEpochMilli());
      PeerRecord record = new PeerRecord(identity.peerId(), sequence, addresses);
      lastEnvelope = record.seal(identity).encode();
      lastSequence = sequence;
      lastAddresses = List.copyOf(addresses);
    }
    return lastEnvelope;
  }
}
