// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.communication.internal;

import org.chaoschain.agent.communication.core.AgentMessages;
import org.chaoschain.api.message.MessageType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The message type {@code agent} of this node. */
@Component(service = MessageType.class)
public final class AgentMessagesComponent extends AgentMessages {
  /** Made by Declarative Services. */
  @Activate
  public AgentMessagesComponent() {}
}
