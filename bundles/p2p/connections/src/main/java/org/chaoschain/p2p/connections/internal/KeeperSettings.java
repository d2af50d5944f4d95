// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys {@code p2p.connections.*}. */
@ObjectClassDefinition(
    name = "Keeping of connections",
    description = "Which connections are kept, made anew and ended")
public @interface KeeperSettings {
  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Trimming ends at so many connections")
  int low_water() default 96;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Trimming begins above so many connections")
  int high_water() default 160;

  /** See the description. */
  @AttributeDefinition(description = "A connection younger than that is not trimmed")
  String grace() default "30s";

  /** See the description. */
  @AttributeDefinition(description = "No second trim within that time")
  String silence() default "10s";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "With fewer connected peers, known ones are dialled")
  int wanted_peers() default 24;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description =
          "While connections are with no more prefixes (IPv4 /24, IPv6 /48) than that, the last one of a prefix is trimmed only when there is no other")
  int min_prefixes() default 8;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description = "Known peers are not dialled while so many connected ones share their prefix")
  int max_per_prefix() default 8;

  /** See the description. */
  @AttributeDefinition(min = "0", max = "100000", description = "Peers that have tags")
  int max_tagged_peers() default 1024;

  /** See the description. */
  @AttributeDefinition(min = "1", max = "1024", description = "Tags of one peer")
  int max_tags_per_peer() default 16;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Peers whose failed dials are remembered, and peers that are wanted back; who has waited longest is forgotten first")
  int max_remembered() default 256;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "1000",
      description = "Dials of known peers at the same time")
  int parallel_dials() default 8;

  /** See the description. */
  @AttributeDefinition(description = "A peer without a connection for so long is lost")
  String lost_after() default "10s";

  /** See the description. */
  @AttributeDefinition(
      description = "A peer that was connected for so long is wanted back when it is lost")
  String good_after() default "1m";

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "1000",
      description = "Failed dials in a row after which such a peer is not wanted back any more")
  int give_up_after() default 8;

  /** See the description. */
  @AttributeDefinition(description = "How often it is looked whether there is something to do")
  String interval() default "5s";

  /** See the description. */
  @AttributeDefinition(
      description = "The first pause between the dials of one peer; each is twice the one before")
  String backoff_first() default "1s";

  /** See the description. */
  @AttributeDefinition(description = "The longest pause between the dials of one peer")
  String backoff_last() default "5m";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "1",
      description = "How much of a pause is left to chance: 0 none, 1 all of it")
  double backoff_jitter() default 0.5;

  /** See the description. */
  @AttributeDefinition(description = "Between the pings of a connection, give or take a quarter")
  String ping_interval() default "30s";

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100",
      description = "Pings missed in a row after which a connection is closed")
  int ping_misses() default 3;

  /** See the description. */
  @AttributeDefinition(description = "Deadline of one such ping")
  String ping_timeout() default "10s";
}
