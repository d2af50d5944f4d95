// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.transport;

import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.annotation.versioning.ConsumerType;

/** A raw connection: a duplex with its two addresses. Its end is seen by the duplex's handler. */
@ConsumerType
public interface TransportConnection extends Duplex {
  /** This side's address. */
  Multiaddr localAddress();

  /** The remote's address, without a peer id. */
  Multiaddr remoteAddress();
}
