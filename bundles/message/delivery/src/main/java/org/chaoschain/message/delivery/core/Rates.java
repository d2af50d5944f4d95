// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.Rate;
import org.chaoschain.message.flow.core.RateLimiter;
import org.chaoschain.message.flow.core.RateRefusal;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.message.flow.core.TokenBuckets;

/**
 * How fast peers forward and agents speak. A peer answers for what it forwards beyond its rate, but
 * only once a second however much that is; nobody answers for what an agent says beyond its own.
 * Safe for use by many threads; never blocks for long.
 */
public final class Rates {
  /** What the configuration keys begin with. */
  public static final String KEY = "message.delivery.rate";

  private static final Allowance BLAME =
      new Allowance(
          new Rate(1, Duration.ofSeconds(1), 1), new Rate(1 << 30, Duration.ofSeconds(1), 1 << 30));

  private final Object peerLock = new Object();
  private final Object agentLock = new Object();
  private final RateLimiter<String, AgentId> ofPeers;
  private final RateLimiter<String, AgentId> ofAgents;
  private final TokenBuckets<String> blame;

  /** Nobody has said anything yet. */
  public Rates(RateSettings settings, Metrics metrics) {
    this.ofPeers = new RateLimiter<>(settings, KEY, metrics);
    this.ofAgents = new RateLimiter<>(settings, KEY, metrics);
    this.blame = new TokenBuckets<>(BLAME, settings.maxPeers());
  }

  /**
   * A peer has forwarded a message, of which nothing is known yet but its size.
   *
   * @param nowNanos a time that never steps back
   * @return empty if it may
   */
  public Optional<Refused> fromPeer(String peer, int bytes, long nowNanos) {
    Optional<RateRefusal> tooMuch;
    boolean blamed = false;
    synchronized (peerLock) {
      tooMuch = ofPeers.admitFromPeer(peer, bytes, nowNanos);
      if (tooMuch.isPresent()) {
        blamed = blame.tryTake(peer, 1, nowNanos);
      }
    }
    return tooMuch.isEmpty() ? Optional.empty() : Optional.of(refused(tooMuch.get(), blamed));
  }

  /**
   * An agent has said something, and its signature was verified, or it is an agent of this node.
   *
   * @param type the name of the message's type
   * @param nowNanos a time that never steps back
   * @return empty if it may
   */
  public Optional<Refused> fromAgent(AgentId agent, String type, int bytes, long nowNanos) {
    Optional<RateRefusal> tooMuch;
    synchronized (agentLock) {
      tooMuch = ofAgents.admitFromAgent(agent, type, bytes, nowNanos);
    }
    return tooMuch.isEmpty() ? Optional.empty() : Optional.of(refused(tooMuch.get(), false));
  }

  private static Refused refused(RateRefusal tooMuch, boolean blamed) {
    Refusal refusal =
        switch (tooMuch.scope()) {
          case PEER -> Refusal.PEER_RATE;
          case AGENT -> Refusal.AGENT_RATE;
          case TYPE -> Refusal.TYPE_RATE;
        };
    return new Refused(refusal, tooMuch.text(), blamed, tooMuch.retryAfter());
  }
}
