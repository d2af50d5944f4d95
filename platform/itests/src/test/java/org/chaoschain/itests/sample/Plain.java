// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests.sample;

import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;

/** A message type of a plugin. */
public final class Plain implements MessageType {
  /** The type's name. */
  public static final String NAME = "extension/plain";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int maxBytes() {
    return 4096;
  }

  @Override
  public String render(Message message) {
    return "plain";
  }
}
