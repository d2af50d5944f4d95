// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the gateway for agents with a key of their own. */
@ObjectClassDefinition(
    name = "Remote agents",
    description = "Agents that connect to /agent/v1 and keep their own key")
public @interface RemoteConfiguration {
  /** Origins. */
  @AttributeDefinition(
      description =
          "Where agents dial this gateway, separated by commas, such as https://node.example; empty takes http and the host that the agent names")
  String origins() default "";

  /** Connections. */
  @AttributeDefinition(min = "1", max = "100000", description = "Most connections at once")
  int max_connections() default 1024;

  /** Connections from one address. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most connections at once from one address, an IPv4 address or an IPv6 /64, but for those of agent.auth.address.exempt")
  int max_connections_per_address() default 64;

  /** Handshakes. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most connections at once whose agent has not begun")
  int max_handshakes() default 128;

  /** Time of a handshake. */
  @AttributeDefinition(description = "How long an agent may take until it has begun")
  String handshake_timeout() default "10s";

  /** Frames. */
  @AttributeDefinition(description = "Largest frame of an agent")
  String max_frame_bytes() default "512KiB";

  /** Pings. */
  @AttributeDefinition(description = "How often each connection is pinged")
  String ping_interval() default "30s";

  /** Silence. */
  @AttributeDefinition(description = "How long a connection may be silent before it is closed")
  String idle() default "90s";

  /** Absence. */
  @AttributeDefinition(
      description = "How long a session and its deliveries wait for an agent that is not connected")
  String resume_ttl() default "2m";

  /** Deliveries. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most deliveries of one agent that are kept until it acknowledges them")
  int buffer_max_frames() default 1024;

  /** Bytes of deliveries. */
  @AttributeDefinition(description = "Most bytes of them")
  String buffer_max_bytes() default "4MiB";

  /** Age of deliveries. */
  @AttributeDefinition(description = "How long a delivery may wait to be sent")
  String buffer_max_age() default "10m";

  /** Window. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most deliveries of one agent that are sent and not acknowledged")
  int window_frames() default 128;

  /** Bytes of the window. */
  @AttributeDefinition(description = "Most bytes of them; a larger one goes alone")
  String window_bytes() default "1MiB";

  /** Messages of an agent. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description =
          "Most messages of one agent that are being sent at once; it is told to slow down at three quarters, and more wait")
  int max_pending() default 64;

  /** Messages of all agents. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Most messages of all agents that are being sent at once; at half they are told to slow down, and each gets an equal share of what is left; more wait")
  int max_sending() default 4096;

  /** Messages that wait. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description =
          "Most messages of one agent that wait until there is room for them to be sent; it is told to slow down with the first")
  int max_waiting() default 16;

  /** Bytes of messages that wait. */
  @AttributeDefinition(
      description =
          "Most bytes of the frames of all agents whose messages wait; beyond half each agent gets an equal share of what is left")
  String max_waiting_bytes() default "32MiB";

  /** Answers. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most answers to one agent that are kept for a message that is said again; at least max.pending and max.waiting together")
  int max_answers() default 256;

  /** Rate. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most messages of one agent in a second")
  int rate_messages() default 50;

  /** Burst. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most messages of one agent at once; it is told to slow down at three quarters")
  int rate_burst() default 100;
}
