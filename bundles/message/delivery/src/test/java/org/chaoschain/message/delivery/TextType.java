// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;

/** A type that keeps what it handled. */
class TextType implements MessageType {
  final List<String> handled = new CopyOnWriteArrayList<>();
  private final String name;

  TextType(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int maxBytes() {
    return 65_536;
  }

  @Override
  public String render(Message message) {
    return text(message);
  }

  @Override
  public void handle(SignedMessage message) {
    handled.add(text(message.message()));
  }

  static String text(Message message) {
    if (message.extension().isPresent()) {
      return new String(message.extension().get().body().toArray(), StandardCharsets.UTF_8);
    }
    if (message.payload() instanceof Payload.AgentCommunication said
        && said.content() instanceof Content.Announcement announcement) {
      return announcement.name();
    }
    return message.payload() instanceof Payload.AgentCommunication said
            && said.content() instanceof Content.Status status
        ? status.text()
        : "?";
  }
}
