// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the peer list. */
@ObjectClassDefinition(name = "Peer list", description = "Signed peer and hosting records")
public @interface PeersSettings {
  /** The limit of agents. */
  @AttributeDefinition(min = "16", max = "10000000", description = "Hosting records remembered")
  int max_agents() default 16_384;

  /** The limit of a peer's agents. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Hosting records remembered of one peer")
  int max_agents_per_peer() default 64;

  /** The limit of signatures. */
  @AttributeDefinition(
      min = "16",
      max = "1000000",
      description = "Signatures verified for one peer at once, and again in a minute")
  int max_verifications() default 1_536;

  /** The limit of searches. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Searches for agents that run at the same time")
  int max_searches() default 1_024;

  /** The limit of a request. */
  @AttributeDefinition(min = "1024", max = "1048576", description = "Bytes of a request")
  int max_request() default 65_536;

  /** The limit of a response. */
  @AttributeDefinition(min = "16384", max = "1048576", description = "Bytes of a response")
  int max_response() default 262_144;

  /** How many peers are asked for. */
  @AttributeDefinition(min = "1", max = "256", description = "Peer records asked for")
  int wanted() default 64;

  /** The deadline. */
  @AttributeDefinition(description = "Deadline of one exchange")
  String timeout() default "10s";

  /** The refresh. */
  @AttributeDefinition(description = "How often each connected peer is asked again")
  String refresh() default "1m";

  /** The retry. */
  @AttributeDefinition(description = "How often peers are asked again while an agent is looked for")
  String retry() default "1s";
}
