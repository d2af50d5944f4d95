// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.Loss;
import org.chaoschain.message.flow.core.PriorityScheduler;

/**
 * Where messages wait to be verified, which is what is scarce. In each lane a {@link
 * PriorityScheduler} says which sender is next; of this sender the message that came first is
 * verified. So the messages of a sender keep their order, and lanes work side by side. Nothing here
 * has been accepted yet: when a lane is full, what matters less is pushed out, and whoever sent it
 * is told. A task that calls into a plugin may never come back; then another worker goes on with
 * its lane. Bounded; safe for use by many threads.
 */
final class VerifyLanes {
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** A timer may come so late that the time is not lost. */
  private static final long LATE_NANOS = 20_000_000;

  private static final String SCOPE = "messages that wait to be verified";

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final FlowConfig config;
  private final PeerReading reading;
  private final Pace pace;
  private final Lane[] lanes;

  /**
   * What is to be done for one message.
   *
   * @param peer who brought it
   * @param sender whose order is kept
   * @param type what is counted, of a bounded number of names
   * @param size in bytes
   * @param task does it; may run what it is given, once and while it runs, to make another worker
   *     go on with the lane, since it may not come back itself
   * @param lost is told instead if it is pushed out
   */
  record Job(
      String peer,
      Object sender,
      Priority priority,
      String type,
      int size,
      Consumer<Runnable> task,
      Consumer<Refused> lost) {}

  private final class Lane implements FlowListener<String, Job> {
    // guarded by the lane
    private final PriorityScheduler<String, Job> order = new PriorityScheduler<>(config, this);
    private List<Lost> lost = new ArrayList<>();
    private long peak;

    /** What is next and takes its time, if there is a pace. */
    private Job begun;

    private long doneAt;
    private boolean busy;
    private boolean timed;

    private volatile Turns turns;

    Lane() {
      turnAnew();
    }

    private void turnAnew() {
      Turns[] own = new Turns[1];
      own[0] = new Turns(environment.scheduler(), () -> turns == own[0] && step());
      turns = own[0];
    }

    void add(Job job) {
      List<Lost> gone;
      synchronized (this) {
        order.offer(job.peer(), job.sender(), job.priority(), Math.max(1, job.size()), job, now());
        peak = Math.max(peak, order.charged());
        gone = lost;
        lost = new ArrayList<>();
      }
      turns.wake();
      gone.forEach(VerifyLanes.this::tell);
    }

    private boolean step() {
      Optional<Job> job = next();
      if (job.isEmpty()) {
        return false;
      }
      Turns before = turns;
      job.get().task().accept(this::abandon);
      return turns == before && messages() > 0;
    }

    /** The job that is to be done now; with a pace each takes its time before. */
    private synchronized Optional<Job> next() {
      long now = now();
      if (begun == null) {
        if (!order.poll(now, (peer, job, priority, bytes, waited) -> begun = job)) {
          return Optional.empty();
        }
        if (pace.bounds()) {
          long from = busy ? Math.max(doneAt, now - LATE_NANOS) : now;
          doneAt = pace.doneAt(begun.size(), from);
        }
      }
      if (pace.bounds() && doneAt - now > 0) {
        busy = true;
        wakeIn(doneAt - now);
        return Optional.empty();
      }
      Job done = begun;
      begun = null;
      busy = !order.isEmpty();
      return Optional.of(done);
    }

    private void wakeIn(long nanos) {
      if (timed) {
        return;
      }
      timed = true;
      environment.scheduler().schedule(Duration.ofNanos(nanos), this::wakeInTime);
    }

    private void wakeInTime() {
      synchronized (this) {
        timed = false;
      }
      turns.wake();
    }

    private void abandon() {
      turnAnew();
      turns.wake();
    }

    synchronized int messages() {
      return order.messages() + (begun == null ? 0 : 1);
    }

    synchronized long charged() {
      return order.charged();
    }

    synchronized long peak() {
      return peak;
    }

    @Override
    public void lost(String peer, Job job, Priority priority, Loss reason) {
      lost.add(new Lost(job, priority, reason, order.limit(reason)));
    }

    @Override
    public void pause(String peer) {
      reading.pause(peer);
    }

    @Override
    public void resume(String peer) {
      reading.resume(peer);
    }

    @Override
    public void overQuota(String peer) {
      reading.overQuota(peer);
    }
  }

  private record Lost(Job job, Priority priority, Loss reason, Limit limit) {
    Refused refused() {
      String what =
          switch (reason) {
            case SHED -> "it made room for what matters more";
            case FULL -> "there is no room, and nothing that matters less";
            case PEER_QUOTA -> "%s has as many there as one peer may have".formatted(job.peer());
            case PEERS -> "too many peers have something there";
            case TOO_LARGE -> "it is too large";
          };
      return new Refused(
          Refusal.OVERLOADED,
          "%s: %s; the limit is %d %s, and the key %s changes it"
              .formatted(SCOPE, what, limit.value(), limit.unit(), limit.key()),
          false);
    }
  }

  /**
   * Lanes with nothing to do.
   *
   * @param count how many
   * @param largest message
   * @param reading is told which peers fill a lane
   */
  VerifyLanes(
      DeliveryEnvironment environment,
      FlowSettings settings,
      int count,
      Limit largest,
      PeerReading reading) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.reading = reading;
    this.config =
        new FlowConfig(
            metrics.limit("message.delivery.flow.max.bytes", settings.maxBytes(), "bytes"),
            metrics.limit("message.delivery.flow.peer.max.bytes", settings.peerMaxBytes(), "bytes"),
            metrics.limit("message.delivery.flow.max.peers", settings.maxPeers(), "peers"),
            largest,
            settings.shares(),
            IDLE);
    this.pace = new Pace(settings.verifyRate());
    this.lanes = new Lane[count];
    Arrays.setAll(lanes, i -> new Lane());
  }

  /** Does a job when it is its turn, or tells it that it is lost. */
  void execute(Job job) {
    lanes[Math.floorMod(job.sender().hashCode(), lanes.length)].add(job);
  }

  /** How many messages wait. */
  int messages() {
    return Arrays.stream(lanes).mapToInt(Lane::messages).sum();
  }

  /** What waits, in bytes, with what is charged for each message beside its size. */
  long charged() {
    return Arrays.stream(lanes).mapToLong(Lane::charged).sum();
  }

  /** The most that has ever waited in a lane, so charged. */
  long peak() {
    return Arrays.stream(lanes).mapToLong(Lane::peak).max().orElse(0);
  }

  private void tell(Lost lost) {
    metrics
        .counter(
            FlowSettings.PREFIX + "lost",
            "type",
            lost.job().type(),
            "class",
            lost.priority().name().toLowerCase(Locale.ROOT),
            "reason",
            lost.reason().label())
        .increment();
    lost.job().lost().accept(lost.refused());
  }

  private long now() {
    return environment.clock().nanoTime();
  }
}
