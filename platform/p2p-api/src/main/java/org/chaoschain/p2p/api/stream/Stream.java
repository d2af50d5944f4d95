// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.stream;

import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.host.Connection;
import org.osgi.annotation.versioning.ProviderType;

/** A stream on which both sides have agreed to speak a protocol. */
@ProviderType
public interface Stream extends Duplex {
  /** The stream's number in its connection, for logs. */
  long id();

  /** The protocol agreed on: {@code /ipfs/ping/1.0.0}. */
  String protocol();

  /** The connection that carries it. */
  Connection connection();

  /** Whether this side has opened it. */
  boolean initiator();
}
