// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.security;

import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/** The duplex of a secure channel that has a channel binding. Safe for use by many threads. */
@ConsumerType
public interface ChannelBound {
  /**
   * A value that both ends know and that no other session has, such as the hash of a Noise
   * handshake; what is signed over it is good for this connection only. Constant.
   */
  Bytes channelBinding();
}
