// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests.sample;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;

/**
 * A message type whose rules, handler or renderer never return, as the fallback text of a message
 * says; its rules only when they see a message again, so that it can be sent from the same node.
 */
public final class Stuck implements MessageType {
  /** The type's name. */
  public static final String NAME = "extension/stuck";

  private final Set<String> judged = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int maxBytes() {
    return 4096;
  }

  @Override
  public Optional<Rejection> validate(Message message) {
    if (!judged.add(message.id())) {
      stay(message, "validate");
    }
    return Optional.empty();
  }

  @Override
  public void handle(SignedMessage message) {
    stay(message.message(), "handle");
    judged.add("handled " + message.message().id());
  }

  @Override
  public String render(Message message) {
    if (judged.contains("handled " + message.id())) { // not when it is sent
      stay(message, "render");
    }
    return "stuck";
  }

  private static void stay(Message message, String where) {
    CountDownLatch never = new CountDownLatch(1);
    while (message.extension().map(Extension::fallbackText).filter(where::equals).isPresent()) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // goes on all the same: this is what it is for
      }
    }
  }
}
