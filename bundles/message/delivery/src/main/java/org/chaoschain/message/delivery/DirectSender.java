// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The sending side of {@code /chaoschain/agent/1.0.0}: one stream for each peer, kept while there
 * is something to send. Safe for use by many threads; never blocks.
 */
final class DirectSender {
  private final DeliveryEnvironment environment;
  private final DirectSettings settings;
  private final FlowShares shares;
  private final Supplier<Optional<Host>> host;
  private final Limit maxPeers;
  private final Map<PeerId, PeerPost> posts = new HashMap<>();
  private boolean stopped;

  DirectSender(
      DeliveryEnvironment environment,
      DirectSettings settings,
      FlowShares shares,
      Supplier<Optional<Host>> host) {
    this.environment = environment;
    this.settings = settings;
    this.shares = shares;
    this.host = host;
    this.maxPeers =
        environment
            .metrics()
            .limit("message.delivery.direct.max.peers", settings.maxPeers(), "peers");
  }

  /** Sends a letter to the node that hosts its agent. */
  void send(PeerId peer, Letter letter) {
    if (!letter.goesTo(peer)) {
      return;
    }
    PeerPost post;
    synchronized (this) {
      post = posts.get(peer);
      if (stopped) {
        letter.fail(Reason.UNREACHABLE, "delivery is being stopped");
        return;
      }
      if (post == null) {
        if (!maxPeers.allows(posts.size() + 1L)) {
          letter.fail(
              Reason.BUSY,
              maxPeers.refuse("direct messages to " + peer, posts.size() + 1L).getMessage());
          return;
        }
        post = new PeerPost(peer, environment, settings, shares, host, this::closed);
        posts.put(peer, post);
      }
      post.enter();
    }
    post.send(letter);
  }

  /** Fails what waits and closes all streams. */
  void stop() {
    Map<PeerId, PeerPost> all;
    synchronized (this) {
      stopped = true;
      all = Map.copyOf(posts);
      posts.clear();
    }
    all.values()
        .forEach(post -> post.stop(new CloseReason(CloseReason.Kind.SHUTDOWN, "delivery stops")));
  }

  /** A post has nothing to do; it goes unless somebody has just come in. */
  private synchronized boolean closed(PeerPost post) {
    return post.idle() && posts.remove(post.peer(), post);
  }
}
