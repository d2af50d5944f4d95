// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of perf. */
@ObjectClassDefinition(name = "Perf", description = "Measuring throughput with peers")
public @interface PerfSettings {
  /** Who may measure. */
  @AttributeDefinition(
      description =
          "Ids of the peers that may measure the throughput to this node, or * for everybody; if there are none, the protocol is not offered")
  String[] allow() default {};

  /** The limit of bytes. */
  @AttributeDefinition(
      description = "Most bytes of one exchange that a peer asks for, in each direction")
  String max_bytes() default "1GiB";

  /** The limit of streams. */
  @AttributeDefinition(
      min = "1",
      max = "1024",
      description = "Exchanges that peers ask for at the same time")
  int max_streams() default 2;

  /** The deadline. */
  @AttributeDefinition(description = "Deadline of one exchange, on both sides")
  String timeout() default "1m";
}
