// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of GossipSub; what each means is said by its description. */
@ObjectClassDefinition(name = "GossipSub", description = "Publish and subscribe")
public @interface GossipsubSettings {
  @AttributeDefinition(min = "0", max = "1000", description = "Peers that a mesh should have")
  int d() default 8;

  @AttributeDefinition(min = "0", max = "1000", description = "Below it peers are grafted")
  int d_low() default 6;

  @AttributeDefinition(min = "0", max = "1000", description = "Above it peers are pruned")
  int d_high() default 12;

  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "How many of those that stay are the best")
  int d_score() default 4;

  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "How many of a mesh this node has dialled at least")
  int d_out() default 2;

  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "How many peers outside the mesh get gossip at least")
  int d_lazy() default 6;

  @AttributeDefinition(
      min = "0",
      max = "1",
      description = "Share of the peers outside the mesh that gets gossip")
  double gossip_factor() default 0.25;

  @AttributeDefinition(
      min = "1",
      max = "100",
      description = "Heartbeats for which a message can be asked for")
  int history_length() default 5;

  @AttributeDefinition(
      min = "1",
      max = "100",
      description = "Heartbeats for which a message is advertised")
  int history_gossip() default 3;

  @AttributeDefinition(description = "Time between two heartbeats")
  String heartbeat() default "1s";

  @AttributeDefinition(
      description = "How long peers are kept for a topic that was only published to")
  String fanout_time() default "1m";

  @AttributeDefinition(description = "How long a pruned peer must not graft")
  String prune_backoff() default "1m";

  @AttributeDefinition(description = "The same where this node has left the topic")
  String unsubscribe_backoff() default "10s";

  @AttributeDefinition(description = "The longest backoff of another that is obeyed")
  String max_backoff() default "1h";

  @AttributeDefinition(description = "A GRAFT so soon after the PRUNE is punished twice")
  String graft_flood_threshold() default "10s";

  @AttributeDefinition(description = "Time between two looks at the median score of a mesh")
  String opportunistic_graft_time() default "1m";

  @AttributeDefinition(
      min = "0",
      max = "100",
      description = "Peers grafted where that median is low")
  int opportunistic_graft_peers() default 2;

  @AttributeDefinition(description = "Ids of peers outside the mesh, to whom every message goes")
  String[] direct_peers() default {};

  @AttributeDefinition(description = "Time between two attempts to reach direct peers")
  String direct_connect_time() default "5m";

  @AttributeDefinition(description = "How long a message that was asked for may take")
  String iwant_time() default "3s";

  @AttributeDefinition(description = "Own messages go to all subscribers instead of the mesh")
  boolean flood_publish() default true;

  @AttributeDefinition(description = "Peers are offered with PRUNE, and accepted")
  boolean peer_exchange() default true;

  @AttributeDefinition(
      min = "0",
      max = "16777216",
      description = "Bytes from which on a message is told by IDONTWANT")
  int idontwant_threshold() default 1024;

  @AttributeDefinition(
      description =
          "Messages carry author, sequence number and signature, for networks of other implementations")
  boolean strict_sign() default false;

  @AttributeDefinition(
      description =
          "With strict.sign: messages are known by topic and data instead of author and sequence number")
  boolean strict_sign_content_id() default false;

  @AttributeDefinition(min = "1024", max = "16777216", description = "Bytes of one RPC")
  int max_rpc() default 1 << 20;

  @AttributeDefinition(min = "1024", max = "262144", description = "Bytes of one message")
  int max_data() default 262_144;

  @AttributeDefinition(
      min = "1024",
      max = "16777216",
      description = "Bytes of the control messages of one RPC")
  int max_control() default 512 << 10;

  @AttributeDefinition(min = "1", max = "100000", description = "Messages in one RPC")
  int max_messages_per_rpc() default 4096;

  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Changes of subscriptions in one RPC")
  int max_subscriptions_per_rpc() default 1024;

  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "IHAVE, GRAFT and PRUNE of each kind in one RPC")
  int max_control_per_rpc() default 1024;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Ids of messages in all IHAVE, all IWANT and all IDONTWANT of one RPC")
  int max_ids_per_rpc() default 5000;

  @AttributeDefinition(min = "1", max = "1000", description = "Peers in one PRUNE")
  int max_exchanged_peers() default 32;

  @AttributeDefinition(
      min = "1",
      max = "1000",
      description = "Peers offered with PRUNE that are dialled at a time")
  int max_connecting() default 16;

  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Topics that this node subscribes to")
  int max_topics() default 1024;

  @AttributeDefinition(min = "1", max = "100000", description = "Topics remembered of one peer")
  int max_topics_per_peer() default 1024;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Changes of subscriptions of one peer between two heartbeats")
  int max_subscription_changes() default 2048;

  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "IHAVE of one peer read between two heartbeats")
  int max_ihave() default 10;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Ids of messages that one peer advertises, or is asked for, between two heartbeats")
  int max_ihave_ids() default 5000;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Ids of messages that one peer asks for between two heartbeats")
  int max_iwant_ids() default 5000;

  @AttributeDefinition(
      min = "1",
      max = "100",
      description = "Times that one message is given to one peer that asks for it")
  int max_retransmissions() default 3;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Ids of IDONTWANT of one peer between two heartbeats")
  int max_idontwant_ids() default 1000;

  @AttributeDefinition(
      min = "1024",
      max = "10000000",
      description = "Messages remembered against duplicates")
  int max_seen() default 65_536;

  @AttributeDefinition(description = "How long messages are remembered against duplicates")
  String seen_time() default "2m";

  @AttributeDefinition(
      min = "262144",
      max = "1073741824",
      description = "Bytes of messages kept for those that ask")
  int max_history() default 32 << 20;

  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Messages that wait for their verdict")
  int max_pending() default 32768;

  @AttributeDefinition(
      min = "262144",
      max = "1073741824",
      description = "Bytes of one peer's messages that wait for their verdict")
  int max_pending_per_peer() default 4 << 20;

  @AttributeDefinition(
      min = "16",
      max = "1000000",
      description = "Backoffs remembered of one topic")
  int max_backoffs() default 4096;

  @AttributeDefinition(
      min = "16",
      max = "1000000",
      description = "Messages that were asked for and are watched")
  int max_promises() default 4096;

  @AttributeDefinition(
      min = "16",
      max = "1000000",
      description = "Scores kept of peers that have gone")
  int max_retained() default 4096;

  @AttributeDefinition(
      min = "1048576",
      max = "1073741824",
      description = "Bytes that wait for one peer")
  int max_queue() default 4 << 20;

  @AttributeDefinition(
      min = "1024",
      max = "1073741824",
      description = "Bytes of one peer that wait to be routed before it is not read any more")
  int max_inbound() default 1 << 20;

  @AttributeDefinition(
      min = "1",
      max = "1073741824",
      description =
          "Bytes a second read of a peer whose score is below the graylist threshold, as nothing of it counts")
  int max_ignored_rate() default 4 << 10;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Score below which no gossip is exchanged")
  double score_gossip_threshold() default -40;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Score below which own messages are not sent")
  double score_publish_threshold() default -60;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Score below which nothing is heard")
  double score_graylist_threshold() default -100;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Score from which on peers are accepted that were offered with PRUNE")
  double score_accept_px_threshold() default 5;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "A mesh whose median score is below it gets better peers")
  double score_opportunistic_graft_threshold() default 1;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "The most that all topics together give; 0 for no bound")
  double score_topic_cap() default 50;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Weight of what other bundles know of peers (P5)")
  double score_application_weight() default 1;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Weight of peers that share an address (P6)")
  double score_colocation_weight() default -5;

  @AttributeDefinition(min = "-1000000", max = "0", description = "Weight of misbehaviour (P7)")
  double score_behaviour_weight() default -5;

  @AttributeDefinition(min = "0", max = "1000000", description = "Misbehaviour that is not counted")
  double score_behaviour_threshold() default 2;

  @AttributeDefinition(min = "0.000001", max = "0.999999", description = "Decay of misbehaviour")
  double score_behaviour_decay() default 0.98;

  @AttributeDefinition(min = "0.000001", max = "1", description = "Counters below it become 0")
  double score_decay_to_zero() default 0.01;

  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Peers of one address that are not counted")
  int score_colocation_threshold() default 10;

  @AttributeDefinition(description = "Ranges of addresses whose peers are not counted")
  String[] score_colocation_trusted() default {"127.0.0.0/8", "::1/128"};

  @AttributeDefinition(description = "Time between two decays")
  String score_decay_interval() default "1s";

  @AttributeDefinition(
      description = "How long the score of a peer that has gone is kept, if it is not positive")
  String score_retention() default "1h";

  @AttributeDefinition(
      description =
          "Parameters of single topics: a topic, then name=value behind spaces, with the names of score.topic")
  String[] score_topics() default {};

  @AttributeDefinition(min = "0", max = "1000000", description = "How much a topic counts")
  double score_topic_weight() default 1;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Weight of the time in a mesh (P1)")
  double score_topic_time_in_mesh_weight() default 0.0005;

  @AttributeDefinition(description = "Time in a mesh that counts 1")
  String score_topic_time_in_mesh_quantum() default "1s";

  @AttributeDefinition(
      min = "0",
      max = "1000000000",
      description = "The most that the time in a mesh counts")
  double score_topic_time_in_mesh_cap() default 300;

  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Weight of messages delivered first (P2)")
  double score_topic_first_deliveries_weight() default 0.25;

  @AttributeDefinition(min = "0.000001", max = "0.999999", description = "Their decay")
  double score_topic_first_deliveries_decay() default 0.97;

  @AttributeDefinition(min = "0", max = "1000000000", description = "The most of them that count")
  double score_topic_first_deliveries_cap() default 40;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Weight of the square of deliveries that are owed (P3)")
  double score_topic_mesh_deliveries_weight() default -0.25;

  @AttributeDefinition(
      min = "0.000001",
      max = "0.999999",
      description = "Decay of deliveries, and of the traffic they are compared with")
  double score_topic_mesh_deliveries_decay() default 0.97;

  @AttributeDefinition(
      min = "0",
      max = "1000000000",
      description = "The most deliveries that count")
  double score_topic_mesh_deliveries_cap() default 100;

  @AttributeDefinition(
      min = "0",
      max = "1000000000",
      description = "The most deliveries that a peer in the mesh owes")
  double score_topic_mesh_deliveries_threshold() default 8;

  @AttributeDefinition(
      min = "0",
      max = "1",
      description =
          "Share of a topic's traffic that a peer in the mesh owes; 0: the threshold, whatever the traffic")
  double score_topic_mesh_deliveries_share() default 0.05;

  @AttributeDefinition(
      min = "0",
      max = "1000000000",
      description = "Traffic below which nothing is owed")
  double score_topic_mesh_deliveries_floor() default 40;

  @AttributeDefinition(description = "Time in the mesh before anything is owed")
  String score_topic_mesh_deliveries_activation() default "30s";

  @AttributeDefinition(
      description = "How long after its verdict a further copy counts as delivered")
  String score_topic_mesh_deliveries_window() default "1s";

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Weight of deliveries that were owed at a prune (P3b)")
  double score_topic_mesh_failure_weight() default -0.25;

  @AttributeDefinition(min = "0.000001", max = "0.999999", description = "Their decay")
  double score_topic_mesh_failure_decay() default 0.97;

  @AttributeDefinition(
      min = "-1000000",
      max = "0",
      description = "Weight of the square of rejected messages (P4)")
  double score_topic_invalid_weight() default -10;

  @AttributeDefinition(min = "0.000001", max = "0.999999", description = "Their decay")
  double score_topic_invalid_decay() default 0.997;

  @AttributeDefinition(
      description =
          "Last words of the topics whose messages go to a peer first when more waits than it reads")
  String[] topics_high() default {"blocks", "votes"};

  @AttributeDefinition(
      description = "Last words of the topics whose messages go last, and leave a full queue first")
  String[] topics_low() default {"state", "stats"};
}
