// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.time.Cancellable;

/**
 * Which peers are not read at the moment, since they fill a queue. A peer can be paused by several
 * queues and is read again when none of them minds it any more. Whoever reads from peers is told
 * that something has changed, and asks how things stand; so no order of calls can leave a peer
 * unread. Safe for use by many threads.
 */
public final class PeerReading {
  private final Map<String, Integer> pausedBy = new HashMap<>();
  private final Map<String, List<Runnable>> readers = new HashMap<>();
  private final List<Consumer<String>> switches = new CopyOnWriteArrayList<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> beyond = new LinkedHashSet<>();
  private final List<Consumer<String>> judges = new CopyOnWriteArrayList<>();
  private final Counter pauses;
  private final Turns turns;

  PeerReading(DeliveryEnvironment environment) {
    this.pauses = environment.metrics().counter(FlowSettings.PREFIX + "pauses");
    this.turns = new Turns(environment.scheduler(), this::step);
  }

  /** A queue minds what a peer sends; it tells {@link #resume} once for it. */
  void pause(String peer) {
    synchronized (this) {
      if (pausedBy.merge(peer, 1, Integer::sum) > 1) {
        return;
      }
      pauses.increment();
      changed.add(peer);
    }
    turns.wake();
  }

  /** A queue that minded what a peer sends does so no more. */
  void resume(String peer) {
    synchronized (this) {
      if (pausedBy.merge(peer, -1, Integer::sum) > 0) {
        return;
      }
      pausedBy.remove(peer);
      changed.add(peer);
    }
    turns.wake();
  }

  /** A peer went on though it was not read any more, and holds all that one peer may hold. */
  void overQuota(String peer) {
    synchronized (this) {
      beyond.add(peer);
    }
    turns.wake();
  }

  /** Whether a peer is not to be read now. */
  public synchronized boolean paused(String peer) {
    return pausedBy.containsKey(peer);
  }

  /** How many peers are not to be read now. */
  public synchronized int pausedPeers() {
    return pausedBy.size();
  }

  /**
   * Who reads from any peer.
   *
   * @param changes told, on a worker, the peer that may be paused or read again
   */
  public Cancellable onChange(Consumer<String> changes) {
    switches.add(changes);
    return () -> switches.remove(changes);
  }

  /**
   * Who reads from one peer.
   *
   * @param change run on a worker when it may be paused or read again
   */
  public synchronized Cancellable onChange(String peer, Runnable change) {
    readers.computeIfAbsent(peer, p -> new ArrayList<>()).add(change);
    return () -> remove(peer, change);
  }

  /**
   * Who disconnects peers.
   *
   * @param judge told, on a worker, of a peer that holds all that one peer may hold
   */
  public Cancellable onOverQuota(Consumer<String> judge) {
    judges.add(judge);
    return () -> judges.remove(judge);
  }

  private synchronized boolean remove(String peer, Runnable change) {
    List<Runnable> ofPeer = readers.get(peer);
    boolean there = ofPeer != null && ofPeer.remove(change);
    if (there && ofPeer.isEmpty()) {
      readers.remove(peer);
    }
    return there;
  }

  private boolean step() {
    List<Runnable> told = new ArrayList<>();
    synchronized (this) {
      if (!beyond.isEmpty()) {
        String peer = takeFirst(beyond);
        judges.forEach(judge -> told.add(() -> judge.accept(peer)));
      } else if (!changed.isEmpty()) {
        String peer = takeFirst(changed);
        switches.forEach(each -> told.add(() -> each.accept(peer)));
        told.addAll(readers.getOrDefault(peer, List.of()));
      } else {
        return false;
      }
    }
    told.forEach(Runnable::run);
    return true;
  }

  private static String takeFirst(Set<String> peers) {
    String first = peers.iterator().next();
    peers.remove(first);
    return first;
  }
}
