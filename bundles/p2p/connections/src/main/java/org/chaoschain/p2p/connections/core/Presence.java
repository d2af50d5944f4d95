// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which peers are there, and who is told. Peers change inside the executor. */
final class Presence {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final List<PeerPresenceListener> listeners = new CopyOnWriteArrayList<>();
  private final Set<PeerId> present = new LinkedHashSet<>();
  private final SerialExecutor executor;

  Presence(SerialExecutor executor) {
    this.executor = executor;
  }

  void add(PeerPresenceListener listener) {
    executor.execute(
        () -> {
          listeners.add(listener);
          present.forEach(peer -> guarded(listener, l -> l.onPeerPresent(peer)));
        });
  }

  void remove(PeerPresenceListener listener) {
    executor.execute(() -> listeners.remove(listener));
  }

  void present(PeerId peer) {
    if (present.add(peer)) {
      listeners.forEach(listener -> guarded(listener, l -> l.onPeerPresent(peer)));
    }
  }

  /** Says whether it was there. */
  boolean lost(PeerId peer, CloseReason reason) {
    boolean was = present.remove(peer);
    if (was) {
      listeners.forEach(listener -> guarded(listener, l -> l.onPeerLost(peer, reason)));
    }
    return was;
  }

  private static void guarded(PeerPresenceListener listener, Consumer<PeerPresenceListener> call) {
    try {
      call.accept(listener);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of peers failed: {}", listener.getClass().getName(), e);
    }
  }
}
