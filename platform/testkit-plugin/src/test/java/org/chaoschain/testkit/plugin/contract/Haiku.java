// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.testkit.plugin.Messages;

/** A plugin's type: three lines. */
public class Haiku implements MessageType {
  public final List<String> handled = new ArrayList<>();

  public Haiku() {}

  public static Extension poem(String text) {
    return Messages.extension("haiku", text, "(a haiku)");
  }

  @Override
  public String name() {
    return "extension/haiku";
  }

  @Override
  public int maxBytes() {
    return 4096;
  }

  @Override
  public Optional<Rejection> validate(Message message) {
    int lines = text(message).split("/", -1).length;
    return lines == 3
        ? Optional.empty()
        : Optional.of(new Rejection("a haiku has 3 lines, not " + lines, true));
  }

  @Override
  public String render(Message message) {
    return text(message).replaceAll("[^ -~]", "?").replace("/", "\n");
  }

  @Override
  public void handle(SignedMessage message) {
    handled.add(text(message.message()));
  }

  protected static String text(Message message) {
    return new String(message.extension().orElseThrow().body().toArray(), StandardCharsets.UTF_8);
  }
}
