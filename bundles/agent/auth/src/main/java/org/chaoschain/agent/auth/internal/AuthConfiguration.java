// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of authentication. */
@ObjectClassDefinition(
    name = "Authentication of agents",
    description = "Agents that keep their own key and connect to this node")
public @interface AuthConfiguration {
  /** Life of a challenge. */
  @AttributeDefinition(
      description = "How long a handshake may take and its challenge be answered, at most 60s")
  String challenge_ttl() default "60s";

  /** Life of a session. */
  @AttributeDefinition(
      description = "How long a session lasts at most; one with a delegation ends with it")
  String session_ttl() default "24h";

  /** Life of a delegation. */
  @AttributeDefinition(description = "How far ahead the end of a delegation may be")
  String delegation_max() default "30d";

  /** Handshakes. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description = "Most handshakes at once that have not come to their end")
  int max_pending() default 64;

  /** Handshakes of one peer. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description =
          "Most handshakes of one peer at once, over all its connections, that have not come to their end")
  int max_pending_per_peer() default 4;

  /** Sessions. */
  @AttributeDefinition(min = "1", max = "100000", description = "Most sessions of this node")
  int max_sessions() default 1024;

  /** Sessions of one agent. */
  @AttributeDefinition(min = "1", max = "1000", description = "Most sessions of one agent")
  int max_per_agent() default 4;

  /** Sessions from one address. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most sessions from one address, an IPv4 address or an IPv6 /64")
  int max_per_address() default 64;

  /** Addresses that are not counted. */
  @AttributeDefinition(
      description = "Address ranges whose sessions are not counted by address, such as a proxy's",
      required = false)
  String[] address_exempt() default {"127.0.0.0/8", "::1/128"};
}
