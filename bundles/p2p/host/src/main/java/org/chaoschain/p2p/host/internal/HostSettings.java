// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the host. */
@ObjectClassDefinition(
    name = "libp2p host",
    description = "Listening, dialling, connections and streams")
public @interface HostSettings {
  /** Where to listen. */
  @AttributeDefinition(
      description =
          "Multiaddrs to listen on, separated by commas; loopback unless told otherwise; port 0 takes a free one")
  String[] listen() default {"/ip4/127.0.0.1/tcp/0"};

  /** What to announce. */
  @AttributeDefinition(
      description = "Multiaddrs to tell others instead of the bound ones, separated by commas",
      required = false)
  String[] announce() default {};

  /** How many peers are wanted. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "While fewer peers are connected, discovered peers are dialled")
  int target_peers() default 24;

  /** The limit of dials. */
  @AttributeDefinition(min = "1", max = "1000", description = "Peers dialled at the same time")
  int max_dials() default 16;

  /** The limit of addresses. */
  @AttributeDefinition(min = "1", max = "256", description = "Addresses tried for one peer")
  int max_addresses_per_dial() default 16;

  /** The limit of the peer store. */
  @AttributeDefinition(min = "16", max = "1000000", description = "Peers remembered")
  int max_peers() default 4096;

  /** The stagger. */
  @AttributeDefinition(
      description = "The next address is tried if the one before has not answered for so long")
  String dial_stagger() default "250ms";

  /** The deadline of an upgrade. */
  @AttributeDefinition(description = "Deadline from the raw connection to the muxer")
  String upgrade_timeout() default "15s";

  /** The pace of an upgrade. */
  @AttributeDefinition(
      description = "How often it is looked whether something comes during an upgrade")
  String upgrade_pace() default "5s";

  /** The least bytes of an upgrade. */
  @AttributeDefinition(
      min = "0",
      max = "1024",
      description = "Bytes that must come each time; else the connection is reset")
  int upgrade_min_bytes() default 64;

  /** The deadline of a negotiation. */
  @AttributeDefinition(description = "Deadline to agree on the protocol of a stream")
  String negotiation_timeout() default "10s";

  /** The limit of a message. */
  @AttributeDefinition(
      min = "64",
      max = "65536",
      description = "Bytes of one message while a protocol is agreed on")
  int negotiation_max_message() default 1024;

  /** The limit of proposals. */
  @AttributeDefinition(min = "1", max = "1024", description = "Proposals in one negotiation")
  int negotiation_max_attempts() default 64;

  /** The rate of failures. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Streams of one connection that may come to nothing in a second over a long time; beyond it further ones are refused")
  int failed_streams_rate() default 64;

  /** The burst of failures. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Streams of one connection that may come to nothing at once")
  int failed_streams_burst() default 512;

  /** The drain deadline. */
  @AttributeDefinition(
      description =
          "After it the streams of a protocol that goes are reset, and the connections of a secure channel or muxer closed")
  String drain_timeout() default "5s";

  /** The patience in a hand-over. */
  @AttributeDefinition(
      description =
          "How long dials wait for the next transport when one has gone, and its addresses stay announced")
  String handover_timeout() default "5s";

  /** How often discoveries are asked. */
  @AttributeDefinition(description = "How often discoveries are asked while peers are wanted")
  String discovery_interval() default "10s";
}
