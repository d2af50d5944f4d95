// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What connections, streams and buffers may take, by scope. */
@ObjectClassDefinition(
    name = "Resource limits",
    description = "What connections, streams and buffers may take, by scope")
public @interface LimitSettings {
  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Connections that remotes have dialled")
  int system_connections_inbound() default 256;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Connections that this node has dialled, dials included")
  int system_connections_outbound() default 256;

  /** See the description. */
  @AttributeDefinition(min = "0", max = "1000000", description = "Streams that remotes have opened")
  int system_streams_inbound() default 16384;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Streams that this node has opened")
  int system_streams_outbound() default 16384;

  /** See the description. */
  @AttributeDefinition(description = "Bytes in buffers of muxers, secure channels and negotiations")
  String system_memory() default "512MiB";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "Connections from remotes whose handshake runs")
  int transient_connections_inbound() default 64;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "Connections to remotes whose dial or handshake runs")
  int transient_connections_outbound() default 64;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Streams from remotes whose protocol is not agreed on")
  int transient_streams_inbound() default 1024;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Streams to remotes whose protocol is not agreed on")
  int transient_streams_outbound() default 1024;

  /** See the description. */
  @AttributeDefinition(description = "Bytes in buffers of connections whose handshake runs")
  String transient_memory() default "32MiB";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Streams of one protocol that remotes have opened")
  int protocol_streams_inbound() default 8192;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description = "Streams of one protocol that this node has opened")
  int protocol_streams_outbound() default 8192;

  /** See the description. */
  @AttributeDefinition(description = "Bytes that are kept on the account of one protocol")
  String protocol_memory() default "256MiB";

  /** See the description. */
  @AttributeDefinition(min = "0", max = "64", description = "Connections that one peer has dialled")
  int peer_connections_inbound() default 4;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "64",
      description = "Connections with one peer that this node has dialled")
  int peer_connections_outbound() default 4;

  /** See the description. */
  @AttributeDefinition(min = "0", max = "100000", description = "Streams that one peer has opened")
  int peer_streams_inbound() default 2048;

  /** See the description. */
  @AttributeDefinition(min = "0", max = "100000", description = "Streams to one peer")
  int peer_streams_outbound() default 2048;

  /** See the description. */
  @AttributeDefinition(description = "Bytes in buffers of one peer")
  String peer_memory() default "192MiB";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Streams of one connection that the remote has opened")
  int connection_streams_inbound() default 1024;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Streams of one connection that this node has opened")
  int connection_streams_outbound() default 1024;

  /** See the description. */
  @AttributeDefinition(description = "Bytes in buffers of one connection")
  String connection_memory() default "160MiB";

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "Handshakes with one address, an IPv4 address or an IPv6 /64")
  int address_pending() default 8;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Inbound connections from one address, an IPv4 address or an IPv6 /64")
  int address_connections() default 16;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      description = "Handshakes with one prefix, an IPv4 /24 or an IPv6 /48")
  int prefix_pending() default 24;

  /** See the description. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Inbound connections from one prefix, an IPv4 /24 or an IPv6 /48")
  int prefix_connections() default 64;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Handshakes with one address that may fail in a minute over a long time; beyond it further ones are refused unread")
  int address_failed() default 6;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Handshakes with one address that may fail at once, those under way included")
  int address_failed_burst() default 32;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Handshakes with one prefix that may fail in a minute over a long time")
  int prefix_failed() default 24;

  /** See the description. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Handshakes with one prefix that may fail at once, those under way included")
  int prefix_failed_burst() default 128;

  /** See the description. */
  @AttributeDefinition(
      description =
          "How long a handshake is left alone before it can have to make room for another, when there is no place")
  String pending_grace() default "1s";

  /** See the description. */
  @AttributeDefinition(
      description = "Address ranges without limits per address and prefix, separated by commas",
      required = false)
  String[] address_exempt() default {"127.0.0.0/8", "::1/128"};
}
