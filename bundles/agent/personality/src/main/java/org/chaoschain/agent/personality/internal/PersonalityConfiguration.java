// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of agents with a personality. */
@ObjectClassDefinition(
    name = "Personalities",
    description = "Agents of this node that have a temperament of their own")
public @interface PersonalityConfiguration {
  /** Who is there. */
  @AttributeDefinition(
      description =
          "Agents to host, separated by commas, at most 64: name=personality or name=personality:seed, of the personalities lawful, chaotic, memetic, greedy, dramatic, neutral, rational, emotional, strategic")
  String agents() default "";

  /** Answers to one partner. */
  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "Most answers of one agent to one partner within a minute")
  int max_replies() default 6;

  /** Answers to all partners. */
  @AttributeDefinition(
      min = "0",
      max = "100000",
      description = "Most answers of one agent to all partners together within a minute")
  int max_replies_all() default 60;
}
