// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests.sample;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;

/** A message type that leaves something behind when it goes: what, its property says. */
public final class Leaky implements MessageType {
  /** The system property with a latch that ends the thread. */
  public static final String RELEASE = "itests.leaky.release";

  private static final ThreadLocal<Leaky> LEFT = new ThreadLocal<>();

  void activate(Map<String, Object> properties) {
    switch (String.valueOf(properties.get("leaves"))) {
      case "thread" -> {
        CountDownLatch release = (CountDownLatch) System.getProperties().get(RELEASE);
        Thread thread = new Thread(() -> await(release), "leaky-plugin");
        thread.setDaemon(true);
        thread.start();
      }
      case "hook" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> LEFT.remove()));
      default -> {
        // it leaves a ThreadLocal on the thread that renders
      }
    }
  }

  private static void await(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String name() {
    return "extension/leaky";
  }

  @Override
  public int maxBytes() {
    return 100;
  }

  @Override
  public String render(Message message) {
    LEFT.set(this);
    return "leaky";
  }
}
