// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/**
 * The node's side of {@code /chaoschain/auth/1.0.0}: one handshake on each stream, bound to the
 * Noise handshake of its connection, and then the session, which lasts as long as the stream. Safe
 * for use by many threads.
 */
public final class AuthProtocol implements StreamProtocol {
  /** The protocol's id. */
  public static final String ID = "/chaoschain/auth/1.0.0";

  private static final int STREAMS_A_CONNECTION = 4;

  private final AuthNode node;
  private final AgentAuth auth;
  private final Limit maxPending;
  private final Limit maxPendingOfPeer;
  private final Limit maxMessage;
  private final Map<PeerId, Integer> pendingOfPeer = new ConcurrentHashMap<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Map<Stream, AuthExchange> open = new ConcurrentHashMap<>();

  /**
   * Takes handshakes.
   *
   * @param maxPending the most handshakes at once that have not come to their end; key {@code
   *     agent.auth.max.pending}
   * @param maxPendingOfPeer the most such handshakes of one peer, over all its connections; key
   *     {@code agent.auth.max.pending.per.peer}
   */
  public AuthProtocol(AuthNode node, AgentAuth auth, int maxPending, int maxPendingOfPeer) {
    this.node = node;
    this.auth = auth;
    this.maxPending =
        node.metrics().limit("agent.auth.max.pending", maxPending, "pending handshakes");
    this.maxPendingOfPeer =
        node.metrics()
            .limit("agent.auth.max.pending.per.peer", maxPendingOfPeer, "pending handshakes");
    this.maxMessage = messageLimit(node.metrics());
  }

  /** The largest message of the handshake on a stream. */
  static Limit messageLimit(Metrics metrics) {
    return metrics.limit("agent.auth.max.wire.bytes", AuthCodec.MAX_MESSAGE_BYTES, "bytes");
  }

  @Override
  public List<String> protocols() {
    return List.of(ID);
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return STREAMS_A_CONNECTION;
  }

  @Override
  public void onStream(Stream stream) {
    PeerId peer = stream.connection().remotePeer();
    int ofPeer = pendingOfPeer.merge(peer, 1, Integer::sum);
    int handshakes = pending.incrementAndGet();
    try {
      String scope = "the handshake of peer " + peer;
      maxPendingOfPeer.check(scope, ofPeer);
      maxPending.check(scope, handshakes);
    } catch (LimitExceededException e) {
      settled(peer);
      stream.reset(CloseReason.limit(e.getMessage()));
      return;
    }
    AuthExchange exchange = new AuthExchange(stream, this);
    open.put(stream, exchange);
    stream.handler(exchange);
    stream.reading(true);
  }

  /** A handshake goes on; a session ends, and the agent is told to connect again. */
  @Override
  public void onRetired(Stream stream) {
    AuthExchange exchange = open.get(stream);
    if (exchange != null) {
      exchange.retire();
    }
  }

  /** The handshakes that have not come to their end now. */
  public int pending() {
    return pending.get();
  }

  AuthNode node() {
    return node;
  }

  AgentAuth auth() {
    return auth;
  }

  Limit maxMessage() {
    return maxMessage;
  }

  void settled(PeerId peer) {
    pending.decrementAndGet();
    pendingOfPeer.computeIfPresent(peer, (id, count) -> count == 1 ? null : count - 1);
  }

  void gone(Stream stream) {
    open.remove(stream);
  }
}
