// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys {@code transport.memory.*}. */
@ObjectClassDefinition(
    id = MemoryTransportComponent.PID,
    name = "memory transport",
    description = "Connections inside one process.")
@interface MemoryTransportConfiguration {
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
  @AttributeDefinition(
      description = "The most bytes that are under way or held by a receiver that does not read.")
  String window() default "256KiB";

  /** See the description. */
  @AttributeDefinition(description = "The most open inbound connections.", min = "0")
  int max_connections() default 1024;

  /** See the description. */
  @AttributeDefinition(description = "How long a dial waits for its answer.")
  String dial_timeout() default "5s";

  /** See the description. */
  @AttributeDefinition(
      description =
          "How long an orderly close waits, for what was written to go out and for the remote's end.")
  String close_timeout() default "5s";
}
