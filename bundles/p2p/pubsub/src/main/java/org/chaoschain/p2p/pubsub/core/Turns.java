// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Has what came from peers done, one thing after the other: next is always that peer's for whom the
 * least was done of late. So who says little is heard at once, however much others say; and they
 * share what is left. What came from one peer is done in the order in which it came.
 *
 * <p>"Of late" is measured by work, not by time: what was done for a peer counts half after {@link
 * #HALF} more was done for all. It bounds nothing: who adds stops to read a peer of whom too much
 * waits. Safe for use by many threads.
 */
final class Turns {
  /** The cost of all work after which what was done before counts half. */
  static final long HALF = 1 << 20;

  /** The cost after which the executor is given up, so that its other tasks get their turn. */
  private static final long TURN = 4 << 10;

  /** Accounts that are kept of peers that have nothing to do now. */
  private static final int MAX_IDLE = 1_024;

  /**
   * What is paid later counts more by a power of two; before that grows too large all is scaled.
   */
  private static final int MOST_DOUBLINGS = 64;

  private final SerialExecutor executor;
  private final Map<PeerId, Account> accounts = new HashMap<>();
  private final PriorityQueue<Account> ready =
      new PriorityQueue<>(
          Comparator.<Account>comparingDouble(a -> a.paid).thenComparing(a -> a.since));
  private final Set<PeerId> held = new HashSet<>();
  private long served;
  private long arrivals;
  private boolean running;

  private record Task(long cost, Runnable work) {}

  /** What waits of a peer, and what was done for it of late. */
  private static final class Account {
    final PeerId peer;
    final Queue<Task> tasks = new ArrayDeque<>();
    double paid;
    long since;

    Account(PeerId peer) {
      this.peer = peer;
    }
  }

  /**
   * Nobody waits.
   *
   * @param executor does one task after the other
   */
  Turns(SerialExecutor executor) {
    this.executor = executor;
  }

  /**
   * Has something done when it is its peer's turn.
   *
   * @param cost about one for each byte that is to be read
   */
  void add(PeerId peer, long cost, Runnable work) {
    synchronized (this) {
      Account account = accounts.computeIfAbsent(peer, Account::new);
      account.tasks.add(new Task(cost, work));
      if (account.tasks.size() == 1) {
        enqueue(account);
      }
      if (running || ready.isEmpty()) {
        return;
      }
      running = true;
    }
    executor.execute(this::turn);
  }

  /** Whether what came from a peer is done; else it waits where it is, in its order. */
  void reading(PeerId peer, boolean wanted) {
    synchronized (this) {
      boolean changes = wanted ? held.remove(peer) : held.add(peer);
      Account account = accounts.get(peer);
      if (!changes || account == null || account.tasks.isEmpty()) {
        return;
      }
      if (!wanted) {
        ready.remove(account);
        return;
      }
      enqueue(account);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::turn);
  }

  private void enqueue(Account account) {
    if (held.contains(account.peer)) {
      return;
    }
    account.since = arrivals++;
    ready.add(account);
  }

  private void turn() {
    long done = 0;
    try {
      Task next;
      while (done < TURN && (next = next()) != null) {
        done += next.cost();
        next.work().run();
      }
    } finally {
      if (goesOn()) {
        executor.execute(this::turn);
      }
    }
  }

  private synchronized Task next() {
    Account account = ready.poll();
    if (account == null) {
      return null;
    }
    Task task = account.tasks.remove();
    served += task.cost();
    account.paid += task.cost() * Math.pow(2, (double) served / HALF);
    if (!account.tasks.isEmpty()) {
      enqueue(account);
    }
    if (served > MOST_DOUBLINGS * HALF || accounts.size() > ready.size() + MAX_IDLE) {
      settle();
    }
    return task;
  }

  private synchronized boolean goesOn() {
    running = !ready.isEmpty();
    return running;
  }

  /** Scales all accounts, and forgets those for whom next to nothing was done of late. */
  private void settle() {
    double scale = Math.pow(2, (double) -served / HALF);
    served = 0;
    accounts.values().forEach(account -> account.paid *= scale);
    List<Account> waiting = new ArrayList<>(ready);
    ready.clear();
    ready.addAll(waiting);
    accounts.values().removeIf(account -> account.tasks.isEmpty() && account.paid < 1);
    if (accounts.size() > ready.size() + MAX_IDLE) {
      accounts.values().removeIf(account -> account.tasks.isEmpty());
    }
  }

  /** How many peers something is remembered of. */
  synchronized int accounts() {
    return accounts.size();
  }
}
