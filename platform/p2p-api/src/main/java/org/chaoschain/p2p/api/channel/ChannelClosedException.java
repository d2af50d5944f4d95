// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import java.io.IOException;

/**
 * The channel that was to be used has ended. It has no stack trace: it is an expected event of a
 * network.
 */
public final class ChannelClosedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient CloseReason reason;

  /** Made from the reason. */
  public ChannelClosedException(CloseReason reason) {
    super(reason.toString());
    this.reason = reason;
  }

  /** Why it has ended. */
  public CloseReason reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
