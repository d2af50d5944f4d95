// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;

/** The place of one stream, from before it is opened until it has ended. */
public final class StreamScope implements AutoCloseable {
  private final Scopes scopes;
  private final What what;
  private final List<Account> taken;
  private final Optional<PeerId> peer;
  private String protocol;
  private boolean open;

  StreamScope(
      Scopes scopes, boolean fromRemote, List<Account> taken, Optional<PeerId> peer, boolean open) {
    this.scopes = scopes;
    this.what = What.streams(fromRemote);
    this.taken = taken;
    this.peer = peer;
    this.open = open;
  }

  /**
   * The protocol is agreed on: the stream goes over from the transient scope to that of the
   * protocol.
   *
   * @throws LimitExceededException if the protocol may not have one more; then it stays transient
   */
  public synchronized void protocol(String agreed) throws LimitExceededException {
    if (!open || protocol != null) {
      return;
    }
    Account of = scopes.hold(agreed);
    try {
      of.take(what, 1);
    } catch (LimitExceededException e) {
      scopes.leave(agreed);
      throw e;
    }
    scopes.transientAccount().give(what, 1);
    protocol = agreed;
  }

  /** It has ended. Twice does nothing. */
  @Override
  public synchronized void close() {
    if (!open) {
      return;
    }
    open = false;
    Account.give(taken, what, 1);
    peer.ifPresent(scopes::leave);
    if (protocol == null) {
      scopes.transientAccount().give(what, 1);
    } else {
      scopes.hold(protocol).give(what, 1); // the same account: it is held since protocol()
      scopes.leave(protocol);
      scopes.leave(protocol);
    }
  }
}
