// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;

/** What the router keeps of one connected peer. */
final class Peer {
  /** Heartbeats for which an IDONTWANT is remembered. */
  private static final int UNWANTED_TICKS = 3;

  final PeerId id;
  final boolean direct;
  final Standing standing;
  final ControlBudget budget = new ControlBudget();
  MeshProtocol protocol;
  boolean outbound;

  /** Its stream is there; before that it may have said something by its own. */
  boolean up;

  boolean graylisted;
  long pendingBytes;
  private Set<String> topics = Set.of();

  /** Messages it does not want, with the heartbeat of the IDONTWANT. */
  private Map<MessageId, Long> unwanted;

  /** Topics whose state it could not be told for want of room. */
  private Set<String> untold;

  Peer(PeerId id, boolean direct, Standing standing) {
    this.id = id;
    this.direct = direct;
    this.standing = standing;
    this.protocol = MeshProtocol.GOSSIPSUB_1_0;
  }

  Set<String> topics() {
    return topics;
  }

  boolean subscribes(String topic) {
    return topics.contains(topic);
  }

  boolean subscribe(String topic) {
    if (topics.isEmpty()) {
      topics = new HashSet<>(4);
    }
    return topics.add(topic);
  }

  boolean unsubscribe(String topic) {
    return !topics.isEmpty() && topics.remove(topic);
  }

  void forgetTopics() {
    topics = Set.of();
  }

  /** It does not want a message, for some heartbeats; those of earlier ones are forgotten. */
  void unwanted(MessageId message, long tick) {
    if (unwanted == null) {
      unwanted = new LinkedHashMap<>(4);
    }
    var oldestFirst = unwanted.values().iterator();
    while (oldestFirst.hasNext() && tick - oldestFirst.next() > UNWANTED_TICKS) {
      oldestFirst.remove();
    }
    unwanted.put(message, tick);
  }

  boolean wants(MessageId message) {
    return unwanted == null || !unwanted.containsKey(message);
  }

  void untold(String topic) {
    if (untold == null) {
      untold = new LinkedHashSet<>();
    }
    untold.add(topic);
  }

  /** Takes the topics whose state is to be told again. */
  Set<String> takeUntold() {
    Set<String> taken = untold == null ? Set.of() : untold;
    untold = null;
    return taken;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
