// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.meme.internal;

import org.chaoschain.agent.meme.core.Memes;
import org.chaoschain.api.message.MessageType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The message type {@code meme} of this node. */
@Component(service = MessageType.class)
public final class MemesComponent extends Memes {
  /** Made by Declarative Services. */
  @Activate
  public MemesComponent() {}
}
