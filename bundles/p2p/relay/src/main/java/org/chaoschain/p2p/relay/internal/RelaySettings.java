// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.relay.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the relay. */
@ObjectClassDefinition(name = "Relay", description = "Hands on what others publish")
public @interface RelaySettings {
  /** What is relayed. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description =
          "Topics of the node's chain whose messages are handed on unread, such as agents,memes")
  String[] topics() default {};
}
