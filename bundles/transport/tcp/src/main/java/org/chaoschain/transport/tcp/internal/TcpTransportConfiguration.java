// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys {@code transport.tcp.*}. */
@ObjectClassDefinition(
    id = TcpTransportComponent.PID,
    name = "TCP transport",
    description = "Connections over TCP.")
@interface TcpTransportConfiguration {
  /** See the description. */
  @AttributeDefinition(
      description = "Event loop threads, shared by all connections.",
      min = "1",
      max = "64")
  int threads() default 2;

  /** See the description. */
  @AttributeDefinition(description = "Connections that wait to be accepted.", min = "1")
  int backlog() default 128;

  /** See the description. */
  @AttributeDefinition(
      description = "The most open inbound connections; one more is closed at once.",
      min = "0")
  int max_connections() default 1024;

  /** See the description. */
  @AttributeDefinition(description = "A stopped writer goes on once at most this many bytes wait.")
  String write_low_water() default "32KiB";

  /** See the description. */
  @AttributeDefinition(description = "A writer is told to stop once this many bytes wait.")
  String write_high_water() default "64KiB";

  /** See the description. */
  @AttributeDefinition(description = "A connection is reset when more bytes than this would wait.")
  String write_limit() default "8MiB";

  /** See the description. */
  @AttributeDefinition(description = "Whether small writes leave at once (TCP_NODELAY).")
  boolean no_delay() default true;

  /** See the description. */
  @AttributeDefinition(description = "How long a dial waits for its answer.")
  String dial_timeout() default "5s";

  /** See the description. */
  @AttributeDefinition(
      description =
          "How long an orderly close waits, for what was written to go out and for the remote's end.")
  String close_timeout() default "5s";

  /** See the description. */
  @AttributeDefinition(
      description = "How long open connections may go on when the transport stops.")
  String drain_timeout() default "2s";

  /** See the description. */
  @AttributeDefinition(
      description =
          "How often a connection is read, up to 64 KiB each time, before it is the next one's turn.",
      min = "1",
      max = "64")
  int reads_per_turn() default 2;
}
