// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.flow.core.RateRefusal.Scope;

/**
 * Refuses what comes too fast: from a peer, from an agent, from an agent of one type. A message
 * that is refused by one rate takes nothing from the others.
 *
 * <p>The rates of agents are asked only once the signature is verified: else anybody could use up
 * the rate of somebody else. For one thread at a time.
 *
 * @param <P> names a peer
 * @param <A> names an agent
 */
public final class RateLimiter<P, A> {
  private static final String MESSAGES = "messages";
  private static final String BYTES = "bytes";

  private final RateSettings settings;
  private final String key;
  private final TokenBuckets<P> peers;
  private final TokenBuckets<A> agents;
  private final Map<String, TokenBuckets<A>> types = new HashMap<>();
  private final Map<Scope, Counter> refused = new HashMap<>();

  /**
   * A limiter with full buckets.
   *
   * @param key what the configuration keys begin with; they are that and {@code .peer}, {@code
   *     .agent} and {@code .types}
   * @param metrics has the counters {@code <key>.refused}, by scope
   */
  public RateLimiter(RateSettings settings, String key, Metrics metrics) {
    this.settings = settings;
    this.key = key;
    this.peers = new TokenBuckets<>(settings.peer(), settings.maxPeers());
    this.agents = new TokenBuckets<>(settings.agent(), settings.maxAgents());
    settings
        .types()
        .forEach(
            (type, allowance) ->
                types.put(type, new TokenBuckets<>(allowance, settings.maxAgents())));
    for (Scope scope : Scope.values()) {
      refused.put(scope, metrics.counter(key + ".refused", "scope", label(scope)));
    }
  }

  /**
   * A peer has forwarded a message; before anything dear is done with it.
   *
   * @param nowNanos a time that never steps back
   * @return empty if it may
   */
  public Optional<RateRefusal> admitFromPeer(P peer, int bytes, long nowNanos) {
    Optional<RateRefusal> tooMuch = check(Scope.PEER, peers, peer, "", bytes, nowNanos);
    if (tooMuch.isEmpty()) {
      peers.take(peer, bytes, nowNanos);
    }
    return tooMuch;
  }

  /**
   * An agent has said something, and its signature was verified.
   *
   * @param type the name of the message's type
   * @param nowNanos a time that never steps back
   * @return empty if it may
   */
  public Optional<RateRefusal> admitFromAgent(A agent, String type, int bytes, long nowNanos) {
    TokenBuckets<A> ofType = types.get(settings.entryOf(type));
    Optional<RateRefusal> tooMuch = check(Scope.AGENT, agents, agent, "", bytes, nowNanos);
    if (tooMuch.isEmpty()) {
      tooMuch = check(Scope.TYPE, ofType, agent, type, bytes, nowNanos);
    }
    if (tooMuch.isEmpty()) {
      agents.take(agent, bytes, nowNanos);
      ofType.take(agent, bytes, nowNanos);
    }
    return tooMuch;
  }

  private <K> Optional<RateRefusal> check(
      Scope scope, TokenBuckets<K> buckets, K who, String type, int bytes, long nowNanos) {
    long forMessages = buckets.messageWaitNanos(who, nowNanos);
    long forBytes = buckets.byteWaitNanos(who, bytes, nowNanos);
    if (forMessages == 0 && forBytes == 0) {
      return Optional.empty();
    }
    refused.get(scope).increment();
    boolean tooManyBytes = forBytes > forMessages;
    Allowance allowance = buckets.allowance();
    return Optional.of(
        new RateRefusal(
            scope,
            name(scope, who, type),
            tooManyBytes ? BYTES : MESSAGES,
            tooManyBytes ? allowance.bytes() : allowance.messages(),
            key + (scope == Scope.TYPE ? ".types" : "." + label(scope)),
            Duration.ofNanos(Math.max(forMessages, forBytes))));
  }

  private static String name(Scope scope, Object who, String type) {
    return switch (scope) {
      case PEER -> "peer " + who;
      case AGENT -> "agent " + who;
      case TYPE -> "messages of type %s from agent %s".formatted(type, who);
    };
  }

  private static String label(Scope scope) {
    return switch (scope) {
      case PEER -> "peer";
      case AGENT -> "agent";
      case TYPE -> "type";
    };
  }
}
