// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Connects to a port again and again, and counts what is refused. */
final class Knocking implements AutoCloseable {
  private final int port;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong longest = new AtomicLong();

  private final Thread thread = new Thread(this::knock, "knocking");

  Knocking(int port) {
    this.port = port;
    thread.start();
  }

  int accepted() {
    return accepted.get();
  }

  int refused() {
    return refused.get();
  }

  /** The longest time without an accepted connection since this was asked the last time. */
  Duration takeLongestGap() {
    return Duration.ofNanos(longest.getAndSet(0));
  }

  private void knock() {
    long since = System.nanoTime();
    try {
      while (!stop.await(5, TimeUnit.MILLISECONDS)) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
          accepted.incrementAndGet();
          longest.accumulateAndGet(System.nanoTime() - since, Math::max);
          since = System.nanoTime();
        } catch (IOException e) {
          refused.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "knocked: %d accepted, %d refused".formatted(accepted.get(), refused.get());
  }
}
