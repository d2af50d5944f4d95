// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of asking for opinions. */
@ObjectClassDefinition(name = "Opinions", description = "How agents are asked for opinions")
public @interface OpinionsConfiguration {
  /** Questions at one agent. */
  @AttributeDefinition(
      min = "1",
      max = "1000",
      description =
          "Most questions that are open at one agent, those included for whose answer nobody waits any more")
  int max_open() default 4;

  /** Questions of the node. */
  @AttributeDefinition(
      min = "1",
      max = "10000",
      description = "Most questions that the node asks at a time, each to any number of agents")
  int max_rounds() default 64;
}
