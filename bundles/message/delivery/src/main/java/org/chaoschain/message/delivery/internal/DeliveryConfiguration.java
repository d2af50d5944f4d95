// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of delivery. */
@ObjectClassDefinition(
    name = "Delivery of messages",
    description = "How messages are judged, queued, parked, recorded and sent")
public @interface DeliveryConfiguration {
  /** Size of an envelope. */
  @AttributeDefinition(description = "Largest envelope, at most 256KiB")
  String max_wire_bytes() default "256KiB";

  /** Clock skew. */
  @AttributeDefinition(description = "How far ahead of this node's clock a message may be made")
  String clock_skew() default "30s";

  /** Life of a message that says nothing about it. */
  @AttributeDefinition(description = "How long a message without expiry lives")
  String default_lifetime() default "10m";

  /** Longest life. */
  @AttributeDefinition(description = "The longest life a message may ask for")
  String max_lifetime() default "7d";

  /** Duplicates. */
  @AttributeDefinition(
      min = "1024",
      max = "10000000",
      description = "Most digests that are remembered to know duplicates")
  int seen_max() default 262144;

  /** Time of duplicates. */
  @AttributeDefinition(
      description = "How long a digest is remembered; at least as long as max.lifetime")
  String seen_ttl() default "7d";

  /** Accepted messages on the disk. */
  @AttributeDefinition(
      description =
          "How often the digests of accepted messages, which are kept over a restart, are brought to the disk: so much a loss of power may forget, and the end of the process nothing")
  String replay_sync() default "1s";

  /** Lanes. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "In how many lanes the messages of a type are handled side by side, by sender")
  int lanes() default 4;

  /** What waits to be verified. */
  @AttributeDefinition(
      description =
          "Most bytes of the messages that wait to be verified, in each lane, with 2KiB more for each message; 64 of the largest messages or more")
  String flow_max_bytes() default "17MiB";

  /** What of it came from one peer. */
  @AttributeDefinition(
      description =
          "Most of flow.max.bytes that one peer fills: above half of it the peer is not read, and at all of it it is disconnected; 4 of the largest messages or more")
  String flow_peer_max_bytes() default "8MiB";

  /** Peers with something to verify. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most peers with messages that wait to be verified, in each lane")
  int flow_max_peers() default 4096;

  /** The share of medium and low. */
  @AttributeDefinition(
      description =
          "Share of the bytes that is kept for the classes medium and low together while they wait, 0 to 0.5; 0 is the strict order, in which high goes before all")
  double flow_reserve() default 0.10;

  /** The share of low. */
  @AttributeDefinition(
      description =
          "Share of the bytes that is kept for the class low while it waits, 0.001 up to flow.reserve; 0 if that is 0")
  double flow_low() default 0.03;

  /** Critical messages. */
  @AttributeDefinition(
      description =
          "How much an agent may say as critical, and be heard before others; what is beyond it is of the class it would be otherwise")
  String flow_critical() default "1/s burst 10, 16KiB/s burst 256KiB";

  /** Budgets. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most agents with a budget of their own for what is critical; others share one")
  int flow_max_budgets() default 16384;

  /** The rate of verification. */
  @AttributeDefinition(
      description =
          "Most bytes of messages that are verified in a second, so that a node leaves room for others on its machine; 0 for as many as can be")
  String flow_verify_rate() default "0";

  /** Own messages. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Most messages of this node's agents that wait for a plugin's codec or rules, in each lane")
  int verify_max_messages() default 512;

  /** Bytes of own messages. */
  @AttributeDefinition(
      description =
          "Most bytes on the wire of the messages of this node's agents that wait for a plugin's codec or rules, in each lane")
  String verify_max_bytes() default "4MiB";

  /** Rate of peers. */
  @AttributeDefinition(
      description =
          "How much one peer may forward: messages and bytes, such as 2000/s burst 8000, 16MiB/s burst 32MiB; beyond it messages are refused, and it is held against the peer once a second")
  String rate_peer() default "2000/s burst 8000, 16MiB/s burst 32MiB";

  /** Rate of agents. */
  @AttributeDefinition(
      description =
          "How much one agent may say in all: messages and bytes. Agents of this node are refused before anything is sent")
  String rate_agent() default "150/s burst 600, 2MiB/s burst 16MiB";

  /** Rates of types. */
  @AttributeDefinition(
      description =
          "How much one agent may say of a type, over the defaults: a type's name, = and the rate, with \\, for the comma inside, such as meme = 5/s burst 20\\, 1MiB/s burst 4MiB; extension is for each extension without an entry, * for the rest")
  String[] rate_types() default {};

  /** Peers with a rate. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most peers whose rates are kept apart; further ones share one while none is idle")
  int rate_max_peers() default 1024;

  /** Agents with a rate. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Most agents whose rates are kept apart, in all and for each type; further ones share one while none is idle")
  int rate_max_agents() default 16384;

  /** Blocked agents. */
  @AttributeDefinition(
      description =
          "Agents that this node does not listen to, by their ids (did:key:…); what they say is neither handled nor handed on")
  String[] blocked_agents() default {};

  /** Records of losses. */
  @AttributeDefinition(
      description =
          "How many records of lost broadcasts each sender gets, such as 1/s burst 10; the others are counted")
  String loss_records() default "1/s burst 10";

  /** Messages to judge. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Most messages that wait for the rules of a plugin's message type, for each type")
  int judge_max_messages() default 512;

  /** Bytes to judge. */
  @AttributeDefinition(
      description =
          "Most bytes on the wire of the messages that wait for the rules of a plugin's message type, for each type")
  String judge_max_bytes() default "4MiB";

  /** Bytes to judge in all. */
  @AttributeDefinition(
      description =
          "Most bytes on the wire of the messages that wait for the rules of plugins' message types, in all")
  String judge_max_total_bytes() default "64MiB";

  /** Messages of a queue. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most messages that wait for one message type")
  int queue_max_messages() default 2048;

  /** Bytes of a queue. */
  @AttributeDefinition(description = "Most bytes on the wire that wait for one message type")
  String queue_max_bytes() default "16MiB";

  /** Parked messages. */
  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Most messages that wait for a type that is not there")
  int parked_max_messages() default 1024;

  /** Bytes of parked messages. */
  @AttributeDefinition(
      description = "Most bytes on the wire that wait for a type that is not there")
  String parked_max_bytes() default "16MiB";

  /** Time of parked messages. */
  @AttributeDefinition(
      description = "How long a message waits at most for a type that is not there")
  String parked_ttl() default "1h";

  /** Records. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most records of messages that are kept in memory")
  int record_max() default 4096;

  /** Text of a record. */
  @AttributeDefinition(
      min = "64",
      max = "65536",
      description = "Most characters of the text in a record of a message")
  int record_text_max() default 4096;

  /** Topic linger. */
  @AttributeDefinition(
      description = "How long a topic is followed after its last message type has gone")
  String topic_linger() default "1m";

  /** Journal. */
  @AttributeDefinition(
      description =
          "Size at which logs/messages.jsonl is rotated; one older file is kept, 0 writes none")
  String journal_max_bytes() default "16MiB";

  /** Conversations. */
  @AttributeDefinition(
      description =
          "For how long after a direct message its agents count as in conversation: they are told when the other's peer is gone")
  String conversation_window() default "10m";

  /** Partners. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most partners of one agent that are remembered; the one not spoken with for longest is forgotten first")
  int conversation_max_partners() default 256;

  /** Durability. */
  @AttributeDefinition(
      description =
          "Whether direct messages are on the disk before they are sent, and before they are acknowledged; else in memory only")
  boolean durable() default true;

  /** Writes. */
  @AttributeDefinition(
      description =
          "From one write of direct messages to the disk to the next; what comes meanwhile is written together")
  String durable_interval() default "3ms";

  /** First retry. */
  @AttributeDefinition(
      description =
          "Longest wait before a direct message is sent again for the first time; each further wait is twice as long")
  String retry_first() default "250ms";

  /** Later retries. */
  @AttributeDefinition(description = "Longest wait before a direct message is sent again")
  String retry_longest() default "15s";

  /** Messages of the outbox. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most direct messages of this node that are neither delivered nor failed")
  int outbox_max_messages() default 16384;

  /** Bytes of the outbox. */
  @AttributeDefinition(
      description = "Most bytes of the direct messages that are neither delivered nor failed")
  String outbox_max_bytes() default "64MiB";

  /** Questions. */
  @AttributeDefinition(
      description =
          "For how long after its expiry the receiver of a direct message without answer is asked whether it has it")
  String outbox_ask_for() default "1d";

  /** Messages of the inbox. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most direct messages that are taken and not handled by their agents yet")
  int inbox_max_messages() default 65536;

  /** Bytes of the inbox. */
  @AttributeDefinition(
      description = "Most bytes of direct messages that are taken and not handled by their agents")
  String inbox_max_bytes() default "128MiB";

  /** Memory of the inbox. */
  @AttributeDefinition(
      min = "1024",
      max = "100000000",
      description =
          "Most direct messages that are remembered as taken or cancelled; about 64 bytes each on the disk")
  int inbox_max_known() default 1000000;

  /** Cancelled messages. */
  @AttributeDefinition(
      min = "1",
      max = "10000000",
      description = "Most direct messages that are remembered as cancelled by their senders")
  int inbox_max_cancelled() default 65536;

  /** Time of the inbox. */
  @AttributeDefinition(
      description =
          "How long a direct message is remembered after its expiry, if there is room; so long its sender can ask what became of it")
  String inbox_keep() default "1d";

  /** Deadline of an attempt. */
  @AttributeDefinition(
      description = "How long the answer to a direct message is waited for before it is sent again")
  String direct_timeout() default "15s";

  /** Deadline of the search. */
  @AttributeDefinition(description = "How long is asked where an agent is hosted")
  String direct_find_timeout() default "5s";

  /** Idle streams. */
  @AttributeDefinition(
      description = "After which a stream of direct messages without messages is closed")
  String direct_idle() default "1m";

  /** Patience of acknowledgements. */
  @AttributeDefinition(description = "How long an acknowledgement waits for the handler")
  String direct_ack_patience() default "1s";

  /** Pending messages. */
  @AttributeDefinition(
      min = "1",
      max = "1024",
      description = "Most direct messages without answer on a stream, in each direction")
  int direct_max_pending() default 128;

  /** Queued messages. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most direct messages that wait for one peer")
  int direct_max_queued() default 512;

  /** Bytes of queued messages. */
  @AttributeDefinition(description = "Most bytes of direct messages that wait for one peer")
  String direct_max_queued_bytes() default "8MiB";

  /** Peers. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most peers with a stream of direct messages or some that wait")
  int direct_max_peers() default 256;

  /** Drain. */
  @AttributeDefinition(
      description = "How long a message type or codec that goes is waited for while it is at work")
  String drain_timeout() default "5s";
}
