// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys {@code transport.yamux.*}. */
@ObjectClassDefinition(
    id = YamuxComponent.PID,
    name = "Yamux",
    description = "Limits and deadlines of Yamux connections and their streams.")
@interface YamuxConfiguration {
  /** See the description. */
  @AttributeDefinition(
      description = "The most streams of a connection that the remote opened; one more is reset.",
      min = "0")
  int max_streams() default 1024;

  /** See the description. */
  @AttributeDefinition(
      description = "The most streams of a connection that this side opened.",
      min = "0")
  int max_outbound_streams() default 1024;

  /** See the description. */
  @AttributeDefinition(
      description =
          "The most streams that the remote has not acknowledged; the first frame of one more waits.",
      min = "1")
  int ack_backlog() default 256;

  /** See the description. */
  @AttributeDefinition(
      description = "How far the receive window of a busy stream grows; at least 256KiB.")
  String window_max() default "16MiB";

  /** See the description. */
  @AttributeDefinition(
      description =
          "The most bytes that a connection holds for slow readers; beyond it the slowest stream is"
              + " reset. No window grows while the sum of all windows would be above it.")
  String connection_receive_max() default "64MiB";

  /** See the description. */
  @AttributeDefinition(
      description = "The most bytes in a data frame that is sent; a stream's share at its turn.")
  String frame_max() default "32KiB";

  /** See the description. */
  @AttributeDefinition(description = "The most bytes in a data frame that is accepted.")
  String frame_receive_max() default "16MiB";

  /** See the description. */
  @AttributeDefinition(
      description =
          "The most answers to pings and refused streams that wait; beyond it the connection is"
              + " closed.",
      min = "1")
  int control_limit() default 4096;

  /** See the description. */
  @AttributeDefinition(
      description =
          "How many pings, refused streams and streams that it resets the remote may cause in a"
              + " second over a long time; beyond it the connection is read more slowly.",
      min = "1")
  int control_rate() default 50;

  /** See the description. */
  @AttributeDefinition(
      description = "How many of what control.rate counts may come at once after quiet.",
      min = "1")
  int control_burst() default 1024;

  /** See the description. */
  @AttributeDefinition(
      description =
          "The most frames of a connection that are handled before it is the turn of the others.",
      min = "1")
  int frames_per_turn() default 256;

  /** See the description. */
  @AttributeDefinition(
      description =
          "A stream's writer is told to stop once this many bytes wait, and to go on at half of it.")
  String send_high_water() default "128KiB";

  /** See the description. */
  @AttributeDefinition(description = "A stream is reset when more bytes than this would wait.")
  String send_limit() default "8MiB";

  /** See the description. */
  @AttributeDefinition(
      description =
          "A stream is reset when more bytes than this would wait on all streams of its connection.")
  String connection_send_limit() default "64MiB";

  /** See the description. */
  @AttributeDefinition(
      description = "A ping is sent when nothing came for that long; 0s for never.")
  String keepalive_interval() default "30s";

  /** See the description. */
  @AttributeDefinition(
      description =
          "How long the answer to a ping may take; if nothing else came either, the connection is"
              + " closed.")
  String keepalive_timeout() default "20s";

  /** See the description. */
  @AttributeDefinition(description = "How long a drained connection waits for its streams.")
  String drain_timeout() default "10s";

  /** See the description. */
  @AttributeDefinition(
      description =
          "How long a closed stream waits to send what was written, and for the remote's end.")
  String close_timeout() default "10s";
}
