// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import org.chaoschain.p2p.gossipsub.core.MessageId;
import org.chaoschain.p2p.gossipsub.core.Rpc;

/**
 * A running hash over everything that arrives: when, from whom, at whom, what. Two runs with the
 * same hash took the same course.
 */
final class Trace {
  private static final int SUBSCRIBE = 1;
  private static final int UNSUBSCRIBE = 2;
  private static final int MESSAGE = 3;
  private static final int IHAVE = 4;
  private static final int IWANT = 5;
  private static final int GRAFT = 6;
  private static final int PRUNE = 7;
  private static final int IDONTWANT = 8;

  private long hash = 0x6a09e667f3bcc908L;
  private long arrivals;

  /** An RPC has arrived. */
  void arrived(long time, int from, int to, Rpc rpc) {
    begin(time, from, to);
    for (int i = 0; i < rpc.subscriptions().size(); i++) {
      Rpc.Subscription change = rpc.subscriptions().get(i);
      add(change.subscribe() ? SUBSCRIBE : UNSUBSCRIBE, change.topic().hashCode());
    }
    for (int i = 0; i < rpc.messages().size(); i++) {
      add(MESSAGE, rpc.messages().get(i).contentId());
    }
    Rpc.Control control = rpc.control();
    if (control.isEmpty()) {
      return;
    }
    for (Rpc.IHave ihave : control.ihave()) {
      ihave.ids().forEach(id -> add(IHAVE, id));
    }
    control.iwant().forEach(id -> add(IWANT, id));
    control.graft().forEach(topic -> add(GRAFT, topic.hashCode()));
    control.prune().forEach(prune -> add(PRUNE, prune.topic().hashCode()));
    control.idontwant().forEach(id -> add(IDONTWANT, id));
  }

  /** Something else has arrived. */
  void arrived(long time, int from, int to, int kind, long what) {
    begin(time, from, to);
    add(kind, what);
  }

  private void begin(long time, int from, int to) {
    arrivals++;
    mix(time);
    mix(((long) from << 32) | to);
  }

  private void add(int kind, MessageId id) {
    add(kind, id.hashCode());
  }

  private void add(int kind, long what) {
    mix((what << 4) ^ kind);
  }

  private void mix(long word) {
    long x = (hash ^ word) * 0x9e3779b97f4a7c15L;
    x ^= x >>> 32;
    hash = x * 0xd6e8feb86659fd93L + 1;
  }

  /** How many arrivals it covers. */
  long arrivals() {
    return arrivals;
  }

  /** The hash so far, as 16 hexadecimal digits. */
  String hash() {
    return "%016x".formatted(hash ^ (hash >>> 29));
  }
}
