// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.EnumMap;
import java.util.Map;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/**
 * The limits and counters of routers, looked up once; routers of one process can share them. The
 * counters' names begin with {@code p2p.gossipsub.}.
 */
public final class GossipMeters {
  final Limit maxData;
  final Limit maxTopics;
  final Limit maxTopicsPerPeer;
  final Limit maxSubscriptionChanges;
  final Limit maxIhave;
  final Limit maxIhaveIds;
  final Limit maxIwantIds;
  final Limit maxRetransmissions;
  final Limit maxIdontwantIds;
  final Limit maxSeen;
  final Limit maxHistory;
  final Limit maxPending;
  final Limit maxPendingPerPeer;
  final Limit maxBackoffs;
  final Limit maxPromises;
  final Limit maxRetained;
  final Counter duplicates;
  final Counter unwanted;
  final Counter graylisted;
  final Counter unjudged;
  final Counter forwarded;
  final Counter grafts;
  final Counter prunes;
  final Counter graftsRefused;
  final Counter ihaveSent;
  final Counter iwantSent;
  final Counter iwantAnswered;
  final Counter idontwantSent;
  final Counter idontwantHonoured;
  final Counter exchangeRefused;
  final Counter backoffsCapped;
  private final Map<Verdict, Counter> judged = new EnumMap<>(Verdict.class);
  private final Map<PubSubIncident.Kind, Counter> incidents =
      new EnumMap<>(PubSubIncident.Kind.class);

  /** Looks all of them up. */
  public GossipMeters(GossipLimits limits, Metrics metrics) {
    this.maxData = limit(metrics, "max.data", limits.maxData(), "bytes");
    this.maxTopics = limit(metrics, "max.topics", limits.maxTopics(), "topics");
    this.maxTopicsPerPeer =
        limit(metrics, "max.topics.per.peer", limits.maxTopicsPerPeer(), "topics");
    this.maxSubscriptionChanges =
        limit(metrics, "max.subscription.changes", limits.maxSubscriptionChanges(), "changes");
    this.maxIhave = limit(metrics, "max.ihave", limits.maxIhave(), "IHAVE");
    this.maxIhaveIds = limit(metrics, "max.ihave.ids", limits.maxIhaveIds(), "ids");
    this.maxIwantIds = limit(metrics, "max.iwant.ids", limits.maxIwantIds(), "ids");
    this.maxRetransmissions =
        limit(metrics, "max.retransmissions", limits.maxRetransmissions(), "times");
    this.maxIdontwantIds = limit(metrics, "max.idontwant.ids", limits.maxIdontwantIds(), "ids");
    this.maxSeen = limit(metrics, "max.seen", limits.maxSeen(), "messages");
    this.maxHistory = limit(metrics, "max.history", limits.maxHistory(), "bytes");
    this.maxPending = limit(metrics, "max.pending", limits.maxPending(), "messages");
    this.maxPendingPerPeer =
        limit(metrics, "max.pending.per.peer", limits.maxPendingPerPeer(), "bytes");
    this.maxBackoffs = limit(metrics, "max.backoffs", limits.maxBackoffs(), "backoffs");
    this.maxPromises = limit(metrics, "max.promises", limits.maxPromises(), "messages");
    this.maxRetained = limit(metrics, "max.retained", limits.maxRetained(), "scores");
    this.duplicates = counter(metrics, "duplicates");
    this.unwanted = counter(metrics, "unwanted");
    this.graylisted = counter(metrics, "graylisted");
    this.unjudged = counter(metrics, "unjudged");
    this.forwarded = counter(metrics, "forwarded");
    this.grafts = counter(metrics, "grafts");
    this.prunes = counter(metrics, "prunes");
    this.graftsRefused = counter(metrics, "grafts.refused");
    this.ihaveSent = counter(metrics, "ihave.sent");
    this.iwantSent = counter(metrics, "iwant.sent");
    this.iwantAnswered = counter(metrics, "iwant.answered");
    this.idontwantSent = counter(metrics, "idontwant.sent");
    this.idontwantHonoured = counter(metrics, "idontwant.honoured");
    this.exchangeRefused = counter(metrics, "exchange.refused");
    this.backoffsCapped = counter(metrics, "backoffs.capped");
    for (Verdict verdict : Verdict.values()) {
      judged.put(verdict, counter(metrics, "judged", "verdict", verdict.name()));
    }
    for (PubSubIncident.Kind kind : PubSubIncident.Kind.values()) {
      incidents.put(kind, counter(metrics, "incidents", "kind", kind.name()));
    }
  }

  private static Limit limit(Metrics metrics, String key, long value, String unit) {
    return metrics.limit(GossipConfig.KEY_PREFIX + key, value, unit);
  }

  private static Counter counter(Metrics metrics, String name, String... tags) {
    return metrics.counter("p2p.gossipsub." + name, tags);
  }

  Counter judged(Verdict verdict) {
    return judged.get(verdict);
  }

  Counter incidents(PubSubIncident.Kind kind) {
    return incidents.get(kind);
  }
}
