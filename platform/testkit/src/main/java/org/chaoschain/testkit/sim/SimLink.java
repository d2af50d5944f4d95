// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.chaoschain.transport.memory.core.Link;

/** One direction of one connection in virtual time. */
final class SimLink implements Link {
  private static final int TINY = 16;

  private final Simulation simulation;
  private final LinkSettings settings;
  private final Predicate<SimLink> open;
  private final RandomGenerator random;
  private final ArrayDeque<Runnable> underWay = new ArrayDeque<>();
  private long freeAtNanos;
  private long lastArrivalNanos;
  private int overdue;

  SimLink(
      Simulation simulation,
      LinkSettings settings,
      RandomGenerator random,
      Predicate<SimLink> open) {
    this.simulation = simulation;
    this.settings = settings;
    this.open = open;
    this.random = random;
  }

  @Override
  public int piece(int available) {
    return switch (settings.splitting()) {
      case LARGE -> available;
      case SINGLE -> 1;
      case RANDOM ->
          1 + random.nextInt(random.nextInt(4) == 0 ? Math.min(TINY, available) : available);
    };
  }

  @Override
  public void carry(int bytes, Runnable arrival) {
    long now = simulation.now().toNanos();
    freeAtNanos = Math.max(now, freeAtNanos) + sendingNanos(bytes);
    long arrivalNanos = freeAtNanos + settings.latency().toNanos() + jitterNanos();
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    underWay.addLast(arrival);
    simulation.scheduler().schedule(Duration.ofNanos(lastArrivalNanos - now), this::arrive);
  }

  private long sendingNanos(int bytes) {
    return settings.bytesPerSecond() == 0
        ? 0
        : Math.multiplyExact(bytes, 1_000_000_000L) / settings.bytesPerSecond();
  }

  private long jitterNanos() {
    long most = settings.jitter().toNanos();
    return most == 0 ? 0 : random.nextLong(most + 1);
  }

  private void arrive() {
    overdue++;
    deliver();
  }

  /** Lets arrive what is due, unless the way is blocked; called again when it may be open. */
  void deliver() {
    while (overdue > 0 && open.test(this)) {
      overdue--;
      underWay.removeFirst().run();
    }
  }
}
