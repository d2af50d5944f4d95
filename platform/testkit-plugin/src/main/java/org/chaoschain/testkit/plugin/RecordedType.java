// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;

/** A message type of a plugin; what it throws is kept for the test, and thrown on. */
final class RecordedType implements MessageType {
  private final MessageType type;
  private final Consumer<Throwable> failures;

  RecordedType(MessageType type, Consumer<Throwable> failures) {
    this.type = type;
    this.failures = failures;
  }

  @Override
  public String name() {
    return type.name();
  }

  @Override
  public int maxBytes() {
    return type.maxBytes();
  }

  @Override
  public Priority priority(Message message) {
    return guarded(() -> type.priority(message));
  }

  @Override
  public String topic() {
    return type.topic();
  }

  @Override
  public Optional<Rejection> validate(Message message) {
    return guarded(() -> type.validate(message));
  }

  @Override
  public String render(Message message) {
    return guarded(() -> type.render(message));
  }

  @Override
  public void handle(SignedMessage message) throws Exception {
    try {
      type.handle(message);
    } catch (Exception | Error e) {
      failures.accept(e);
      throw e;
    }
  }

  private <T> T guarded(java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException | Error e) {
      failures.accept(e);
      throw e;
    }
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
