// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.chaoschain.api.message.Priority;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** A way to say which message is next: the real one, and two that are known to fall short. */
interface Discipline {
  long CAP = 16L << 20;
  int LARGEST = 64 << 10;

  /** A message of the simulation. */
  record Parcel(int peer, Priority priority, int bytes, long offeredNanos) {}

  /**
   * Queues a message.
   *
   * @param lost is given what is lost for it, itself included
   */
  void offer(Parcel parcel, Consumer<Parcel> lost);

  /** The next message, or null. */
  Parcel poll(long nowNanos);

  /** Whether messages of a class wait. */
  boolean waits(Priority priority);

  /** The bytes that wait. */
  long bytes();

  static FlowConfig config(RecordedMetrics metrics, FlowShares shares) {
    return new FlowConfig(
        metrics.limit("flow.max.bytes", CAP, "bytes"),
        metrics.limit("flow.peer.max.bytes", CAP / 8, "bytes"),
        metrics.limit("flow.max.peers", 1000, "peers"),
        metrics.limit("message.max.bytes", LARGEST, "bytes"),
        shares,
        Duration.ofMinutes(1));
  }

  /** The scheduler. Its peers are the worst there are: they never mind being paused. */
  final class Real implements Discipline {
    private final PriorityScheduler<Integer, Parcel> scheduler;
    private Consumer<Parcel> lost = parcel -> {};
    private Parcel polled;

    Real(FlowShares shares) {
      FlowListener<Integer, Parcel> listener =
          new FlowListener<>() {
            @Override
            public void lost(Integer peer, Parcel message, Priority priority, Loss reason) {
              lost.accept(message);
            }

            @Override
            public void pause(Integer peer) {}

            @Override
            public void resume(Integer peer) {}

            @Override
            public void overQuota(Integer peer) {}
          };
      scheduler = new PriorityScheduler<>(config(new RecordedMetrics(), shares), listener);
    }

    @Override
    public void offer(Parcel p, Consumer<Parcel> whenLost) {
      lost = whenLost;
      scheduler.offer(p.peer(), p.priority(), p.bytes(), p, p.offeredNanos());
    }

    @Override
    public Parcel poll(long nowNanos) {
      polled = null;
      scheduler.poll(nowNanos, (peer, parcel, priority, bytes, waited) -> polled = parcel);
      return polled;
    }

    @Override
    public boolean waits(Priority priority) {
      return scheduler.messages(priority) > 0;
    }

    @Override
    public long bytes() {
      return scheduler.bytes();
    }
  }

  /** A loop over the classes, each first in, first out. What does not fit is lost. */
  final class StrictLoop implements Discipline {
    private final Map<Priority, Deque<Parcel>> queues = new EnumMap<>(Priority.class);
    private long bytes;

    StrictLoop() {
      for (Priority priority : Priority.values()) {
        queues.put(priority, new ArrayDeque<>());
      }
    }

    @Override
    public void offer(Parcel parcel, Consumer<Parcel> lost) {
      if (bytes + parcel.bytes() > CAP) {
        lost.accept(parcel);
      } else {
        bytes += parcel.bytes();
        queues.get(parcel.priority()).add(parcel);
      }
    }

    @Override
    public Parcel poll(long nowNanos) {
      for (Deque<Parcel> queue : queues.values()) {
        Parcel next = queue.poll();
        if (next != null) {
          bytes -= next.bytes();
          return next;
        }
      }
      return null;
    }

    @Override
    public boolean waits(Priority priority) {
      return !queues.get(priority).isEmpty();
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  /** First in, first out. What does not fit is lost. */
  final class Fifo implements Discipline {
    private final Deque<Parcel> queue = new ArrayDeque<>();
    private final Map<Priority, Integer> waiting = new EnumMap<>(Priority.class);
    private long bytes;

    @Override
    public void offer(Parcel parcel, Consumer<Parcel> lost) {
      if (bytes + parcel.bytes() > CAP) {
        lost.accept(parcel);
      } else {
        bytes += parcel.bytes();
        queue.add(parcel);
        waiting.merge(parcel.priority(), 1, Integer::sum);
      }
    }

    @Override
    public Parcel poll(long nowNanos) {
      Parcel next = queue.poll();
      if (next != null) {
        bytes -= next.bytes();
        waiting.merge(next.priority(), -1, Integer::sum);
      }
      return next;
    }

    @Override
    public boolean waits(Priority priority) {
      return waiting.getOrDefault(priority, 0) > 0;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }
}
