// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of floodsub. */
@ObjectClassDefinition(name = "Floodsub", description = "Publish and subscribe")
public @interface FloodsubSettings {
  /** The limit of an RPC. */
  @AttributeDefinition(min = "1024", max = "16777216", description = "Bytes of one RPC")
  int max_rpc() default 1 << 20;

  /** The limit of a message. */
  @AttributeDefinition(min = "1024", max = "262144", description = "Bytes of one message")
  int max_data() default 262_144;

  /** The limit of topics. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Topics that this node subscribes to")
  int max_topics() default 1024;

  /** The limit of a peer's topics. */
  @AttributeDefinition(min = "1", max = "100000", description = "Topics remembered of one peer")
  int max_topics_per_peer() default 1024;

  /** The limit of remembered messages. */
  @AttributeDefinition(
      min = "1024",
      max = "10000000",
      description = "Messages remembered against duplicates")
  int max_seen() default 65_536;

  /** How long messages are remembered. */
  @AttributeDefinition(description = "How long messages are remembered against duplicates")
  String seen_time() default "2m";

  /** The limit of unjudged messages. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Messages that wait for their verdict")
  int max_pending() default 4096;

  /** The limit of a peer's unjudged messages. */
  @AttributeDefinition(
      min = "262144",
      max = "1073741824",
      description = "Bytes of one peer's messages that wait for their verdict")
  int max_pending_per_peer() default 4 << 20;

  /** The limit of a peer's queue. */
  @AttributeDefinition(
      min = "1048576",
      max = "1073741824",
      description = "Bytes that wait for one peer")
  int max_queue() default 4 << 20;

  /** The limit of unrouted bytes. */
  @AttributeDefinition(
      min = "1024",
      max = "1073741824",
      description = "Bytes of one peer that wait to be routed before it is not read any more")
  int max_inbound() default 1 << 20;
}
