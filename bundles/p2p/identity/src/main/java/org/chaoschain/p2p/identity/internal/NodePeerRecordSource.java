// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.internal;

import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The one source of peer records of this node. */
@Component(service = PeerRecordSource.class)
public final class NodePeerRecordSource extends PeerRecordSource {
  /** Signs with the node's key. */
  @Activate
  public NodePeerRecordSource(@Reference NodeIdentity identity, @Reference Clock clock) {
    super(identity, clock);
  }
}
