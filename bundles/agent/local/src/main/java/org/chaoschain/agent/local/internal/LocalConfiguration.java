// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of hosting. */
@ObjectClassDefinition(name = "Local agents", description = "The agents that this node hosts")
public @interface LocalConfiguration {
  /** Agents without a mind of their own. */
  @AttributeDefinition(
      description =
          "Names of agents for people and programs at the control channel, separated by commas: 1 to 64 characters of a-z 0-9 - _ . each")
  String names() default "";

  /** How many agents. */
  @AttributeDefinition(min = "1", max = "10000", description = "Most agents of this node")
  int max_agents() default 64;

  /** Messages in a mailbox. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Most messages that wait for one agent")
  int mailbox_max_messages() default 1024;

  /** Bytes in a mailbox. */
  @AttributeDefinition(
      description = "Most bytes on the wire of the messages that wait for one agent")
  String mailbox_max_bytes() default "8MiB";

  /** News in a mailbox. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most news of partners that are gone or back that wait for one agent; more are not told")
  int mailbox_max_notices() default 64;

  /** Validity of a hosting record. */
  @AttributeDefinition(
      description = "How long a hosting record is valid; it is renewed at half of that")
  String record_ttl() default "1h";

  /** Drain. */
  @AttributeDefinition(
      description = "How long an agent that goes is still handed what is in its mailbox")
  String drain_timeout() default "4s";
}
