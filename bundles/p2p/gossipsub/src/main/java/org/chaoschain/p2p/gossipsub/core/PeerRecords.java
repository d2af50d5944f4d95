// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;

/** The signed peer records that are exchanged with PRUNE. */
public interface PeerRecords {
  /** Knows no record and believes none: nothing is offered, no offer is taken. */
  PeerRecords NONE =
      new PeerRecords() {
        @Override
        public Bytes signedRecord(PeerId peer) {
          return Bytes.EMPTY;
        }

        @Override
        public boolean verify(PeerId peer, Bytes signedRecord) {
          return false;
        }
      };

  /** The signed record of a peer, empty if there is none. */
  Bytes signedRecord(PeerId peer);

  /** Whether these bytes are a record of that peer, signed by itself. */
  boolean verify(PeerId peer, Bytes signedRecord);
}
