// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.internal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.GossipLimits;
import org.chaoschain.p2p.gossipsub.core.MeshConfig;
import org.chaoschain.p2p.gossipsub.core.ScoreConfig;
import org.chaoschain.p2p.gossipsub.core.TopicClasses;

/** Makes of settings what the router takes. */
final class Configured {
  private Configured() {}

  static GossipConfig config(GossipsubSettings s) {
    return new GossipConfig(mesh(s), limits(s), score(s), direct(s.direct_peers()), classes(s));
  }

  private static TopicClasses classes(GossipsubSettings s) {
    return new TopicClasses(
        new TreeSet<>(List.of(s.topics_high())), new TreeSet<>(List.of(s.topics_low())));
  }

  private static Set<PeerId> direct(String[] texts) {
    Set<PeerId> peers = new TreeSet<>();
    for (String text : texts) {
      try {
        peers.add(PeerId.parse(text));
      } catch (PeerIdException e) {
        throw new IllegalArgumentException(
            "p2p.gossipsub.direct.peers: '%s' is no peer id: %s".formatted(text, e.getMessage()),
            e);
      }
    }
    return peers;
  }

  private static MeshConfig mesh(GossipsubSettings s) {
    return new MeshConfig(
        s.d(),
        s.d_low(),
        s.d_high(),
        s.d_score(),
        s.d_out(),
        s.d_lazy(),
        s.gossip_factor(),
        s.history_length(),
        s.history_gossip(),
        TimeSpan.parse(s.heartbeat()),
        TimeSpan.parse(s.fanout_time()),
        TimeSpan.parse(s.prune_backoff()),
        TimeSpan.parse(s.unsubscribe_backoff()),
        TimeSpan.parse(s.max_backoff()),
        TimeSpan.parse(s.graft_flood_threshold()),
        TimeSpan.parse(s.opportunistic_graft_time()),
        s.opportunistic_graft_peers(),
        TimeSpan.parse(s.direct_connect_time()),
        TimeSpan.parse(s.iwant_time()),
        s.flood_publish(),
        s.peer_exchange(),
        s.idontwant_threshold());
  }

  private static GossipLimits limits(GossipsubSettings s) {
    return new GossipLimits(
        s.max_rpc(),
        s.max_data(),
        s.max_control(),
        s.max_messages_per_rpc(),
        s.max_subscriptions_per_rpc(),
        s.max_control_per_rpc(),
        s.max_ids_per_rpc(),
        s.max_exchanged_peers(),
        s.max_topics(),
        s.max_topics_per_peer(),
        s.max_subscription_changes(),
        s.max_ihave(),
        s.max_ihave_ids(),
        s.max_iwant_ids(),
        s.max_retransmissions(),
        s.max_idontwant_ids(),
        s.max_seen(),
        TimeSpan.parse(s.seen_time()),
        s.max_history(),
        s.max_pending(),
        s.max_pending_per_peer(),
        s.max_backoffs(),
        s.max_promises(),
        s.max_retained(),
        s.max_queue(),
        s.max_inbound(),
        s.max_ignored_rate());
  }

  private static ScoreConfig score(GossipsubSettings s) {
    TopicParameters topic = TopicParameters.of(s);
    return new ScoreConfig(
        s.score_gossip_threshold(),
        s.score_publish_threshold(),
        s.score_graylist_threshold(),
        s.score_accept_px_threshold(),
        s.score_opportunistic_graft_threshold(),
        s.score_topic_cap(),
        s.score_application_weight(),
        s.score_colocation_weight(),
        s.score_colocation_threshold(),
        s.score_behaviour_weight(),
        s.score_behaviour_threshold(),
        s.score_behaviour_decay(),
        TimeSpan.parse(s.score_decay_interval()),
        s.score_decay_to_zero(),
        TimeSpan.parse(s.score_retention()),
        topic.config(),
        topic.with(s.score_topics()));
  }
}
