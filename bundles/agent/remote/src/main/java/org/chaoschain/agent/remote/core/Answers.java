// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the agent's messages, by the id that the agent gave them, so that none is sent
 * twice. The oldest answers are forgotten first. Not safe for use by several threads.
 */
final class Answers {
  private final int most;
  private final Map<String, Optional<String>> byId = new LinkedHashMap<>();
  private int pending;

  Answers(int most) {
    this.most = most;
  }

  boolean knows(String id) {
    return byId.containsKey(id);
  }

  /** The answer to a message that is known; empty while it is being sent. */
  Optional<String> answer(String id) {
    return byId.get(id);
  }

  int pending() {
    return pending;
  }

  /** A message is being sent. */
  void begin(String id) {
    if (byId.size() >= most) {
      forgetOldest();
    }
    byId.put(id, Optional.empty());
    pending++;
  }

  /** Keeps the answer; the message is the youngest now. */
  void settle(String id, String answer) {
    end(id);
    byId.put(id, Optional.of(answer));
  }

  /** The message was not sent and may be said again. */
  void forget(String id) {
    end(id);
  }

  private void end(String id) {
    Optional<String> before = byId.remove(id);
    if (before == null || before.isPresent()) {
      throw new IllegalStateException("the message %s is not being sent".formatted(id));
    }
    pending--;
  }

  private void forgetOldest() {
    Iterator<Optional<String>> answers = byId.values().iterator();
    while (answers.hasNext()) {
      if (answers.next().isPresent()) {
        answers.remove();
        return;
      }
    }
  }
}
