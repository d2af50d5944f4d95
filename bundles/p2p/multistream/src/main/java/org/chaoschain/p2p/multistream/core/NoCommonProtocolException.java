// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import org.chaoschain.p2p.api.channel.CloseReason;

/** Both sides kept to the rules, but none of the protocols proposed is spoken by both. */
public final class NoCommonProtocolException extends NegotiationException {
  private static final long serialVersionUID = 1;

  /** Made with a message that names what was proposed. */
  public NoCommonProtocolException(String message) {
    super(CloseReason.Kind.LOCAL, message);
  }
}
