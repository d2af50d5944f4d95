// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import java.io.IOException;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * Two sides could not agree on a protocol. The message says what was found, where, and what was
 * expected. It has no stack trace: it is an expected event of a network.
 */
public sealed class NegotiationException extends IOException permits NoCommonProtocolException {
  private static final long serialVersionUID = 1;

  private final CloseReason.Kind kind;

  /** Made with the kind of failure, for metrics, and a message for people. */
  public NegotiationException(CloseReason.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What the channel was closed for. */
  public final CloseReason reason() {
    return new CloseReason(kind, getMessage());
  }

  @Override
  public final synchronized Throwable fillInStackTrace() {
    return this;
  }
}
