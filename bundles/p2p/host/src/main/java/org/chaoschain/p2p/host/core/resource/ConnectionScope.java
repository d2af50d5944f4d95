// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.resource.ResourceUsage;

/**
 * The scope of one connection, from before it is dialled or read from until it has ended. What it
 * holds, it holds in the scopes around it too: the transient one, then the peer's, and the
 * system's. Safe for use by many threads.
 */
public final class ConnectionScope implements ResourceScope, AutoCloseable {
  private final Scopes scopes;
  private final long number;
  private final Account account;
  private final boolean inbound;
  private final List<IpPrefix> places;
  private PeerId peer;
  private Account around;
  private boolean counted = true;
  private boolean closed;

  ConnectionScope(
      Scopes scopes, long number, Account account, boolean inbound, List<IpPrefix> places) {
    this.scopes = scopes;
    this.number = number;
    this.account = account;
    this.inbound = inbound;
    this.places = places;
    this.around = scopes.transientAccount();
  }

  private List<Account> all() {
    return List.of(account, around, scopes.systemAccount());
  }

  /**
   * The peer is known: what it has goes over from the transient scope to that of the peer.
   *
   * @throws LimitExceededException if the peer may not have so much; then it stays transient
   */
  public synchronized void peer(PeerId known) throws LimitExceededException {
    if (closed || peer != null) {
      return;
    }
    Account of = scopes.hold(known);
    long memory = account.usage().memory();
    try {
      of.take(What.connections(inbound), 1);
      try {
        of.take(What.MEMORY, memory);
      } catch (LimitExceededException e) {
        of.give(What.connections(inbound), 1);
        throw e;
      }
    } catch (LimitExceededException e) {
      scopes.leave(known);
      throw e;
    }
    around.give(What.connections(inbound), 1);
    around.give(What.MEMORY, memory);
    around = of;
    peer = known;
    scopes.addresses().established(places);
    scopes.pending().remove(number);
  }

  /** The handshake of an inbound connection has made one: it counts as none that has failed. */
  public void established() {
    if (inbound) {
      scopes.failures().succeeded(places);
    }
  }

  /** It is being replaced: it takes no place among the connections of its peer any more. */
  public synchronized void replaced() {
    if (!closed && counted && peer != null) {
      counted = false;
      around.give(What.connections(inbound), 1);
    }
  }

  /**
   * Takes a place for a stream, before it is opened or accepted. It is transient until its protocol
   * is agreed on.
   *
   * @throws LimitExceededException if there is no place
   */
  public synchronized StreamScope openStream(boolean fromRemote) throws LimitExceededException {
    if (closed) {
      return new StreamScope(scopes, fromRemote, List.of(), Optional.empty(), false);
    }
    List<Account> taken = all();
    What what = What.streams(fromRemote);
    Account.take(taken, what, 1);
    try {
      scopes.transientAccount().take(what, 1);
    } catch (LimitExceededException e) {
      Account.give(taken, what, 1);
      throw e;
    }
    if (peer != null) {
      scopes.hold(peer); // as long as the stream is on its account
    }
    return new StreamScope(scopes, fromRemote, taken, Optional.ofNullable(peer), true);
  }

  @Override
  public String name() {
    return account.title();
  }

  @Override
  public ResourceUsage usage() {
    return account.usage();
  }

  @Override
  public synchronized void reserveMemory(long bytes) throws LimitExceededException {
    if (!closed) {
      Account.take(all(), What.MEMORY, bytes);
    }
  }

  @Override
  public synchronized void releaseMemory(long bytes) {
    if (!closed) {
      long given = account.giveAtMost(What.MEMORY, bytes);
      Account.give(List.of(around, scopes.systemAccount()), What.MEMORY, given);
    }
  }

  long number() {
    return number;
  }

  /** Ends it if its peer is not known yet; whether it has. */
  synchronized boolean closeIfPending() {
    if (closed || peer != null) {
      return false;
    }
    close();
    return true;
  }

  /** It has ended: everything it holds is given back but its streams, which end on their own. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Account.give(all(), What.MEMORY, account.usage().memory());
    scopes.systemAccount().give(What.connections(inbound), 1);
    if (counted) {
      around.give(What.connections(inbound), 1);
    }
    scopes.addresses().end(places, peer != null);
    if (peer != null) {
      scopes.leave(peer);
    }
    scopes.pending().remove(number);
    scopes.forget(number);
  }
}
