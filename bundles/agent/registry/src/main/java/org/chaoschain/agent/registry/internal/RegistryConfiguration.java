// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the registry. */
@ObjectClassDefinition(
    name = "Agent registry",
    description = "What is remembered of alliances and of trust")
public @interface RegistryConfiguration {
  /** Alliances. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most alliances that are remembered; one that has ended is forgotten first, then an offer, then one that is agreed, of each that which changed longest ago")
  int max_alliances() default 1024;

  /** Alliances of one proposer. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most alliances of one proposer that are remembered")
  int max_alliances_per_agent() default 64;

  /** Figures of trust. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description =
          "Most figures of trust that are remembered; that which is nearest to 0 by then is forgotten first")
  int max_trust() default 4096;

  /** Figures of trust of one agent. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most figures of trust that name one agent, on either side; that which is nearest to 0 by then is forgotten first")
  int max_trust_per_agent() default 256;

  /** Steps that wait. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most messages about alliances that wait to be taken note of; more are missed")
  int max_waiting() default 1024;
}
