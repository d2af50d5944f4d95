// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.muxer;

import org.chaoschain.p2p.api.channel.Duplex;
import org.osgi.annotation.versioning.ConsumerType;

/** One stream of a {@link MuxedConnection}. */
@ConsumerType
public interface MuxedStream extends Duplex {
  /** The stream's number in its connection, for logs. */
  long id();
}
