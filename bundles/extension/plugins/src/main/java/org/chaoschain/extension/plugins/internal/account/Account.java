// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;

/**
 * What one plugin has in use.
 *
 * <p>Who was turned away by {@link #begin} waits here. As long as somebody waits, one of three is
 * true: every handler is busy, and the end of a call wakes him; a timer runs until the next call is
 * allowed; or a wake-up is on its way on a worker, and looks again after it. So nobody is
 * forgotten, and nobody asks in a loop. There are as many who wait as the callers have lanes. Who
 * finds the room of all plugins full is woken by the end of any call. Checks have seats of their
 * own, whose waiting ones are all woken when one is free.
 *
 * <p>A call that never returns suspends the plugin: nobody is let in until it is forgiven, which is
 * when another generation runs, or none. The call keeps its seat for as long as it lasts.
 */
final class Account implements PluginAccount {
  // when the workers are full: they have as much to do as they can hold
  private static final Duration FULL = Duration.ofMillis(100);

  private final String plugin;
  private final Quotas quotas;
  private final Predicate<Capability> declared;
  private final Clock clock;
  private final Scheduler scheduler;
  private final AccountJournal journal;
  private final CallRoom room;
  private final int hangFactor;
  private final TokenBucket bucket;
  private final TroubleWindow trouble;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private final Set<Runnable> waitingChecks = new LinkedHashSet<>();
  private final Set<Call> calls = new LinkedHashSet<>();
  private final Map<QuotaKind, Long> refusals = new EnumMap<>(QuotaKind.class);
  private long queued;
  private long streams;
  private long failures;
  private String lastFailure = "";
  private boolean timerRuns;
  private int wakeUps;
  private long handlers;
  private long checks;
  private long generation;
  private String hung = ""; // why nobody is let in; empty if somebody is

  Account(
      String plugin,
      AccountSettings settings,
      Predicate<Capability> declared,
      Clock clock,
      Scheduler scheduler,
      AccountJournal journal,
      CallRoom room) {
    this.plugin = plugin;
    this.quotas = settings.quotas().of(plugin);
    this.declared = declared;
    this.clock = clock;
    this.scheduler = scheduler;
    this.journal = journal;
    this.room = room;
    this.hangFactor = settings.hangFactor();
    this.bucket = new TokenBucket(quotas.messagesPerSecond().value(), clock.nanoTime());
    this.trouble = new TroubleWindow(settings.failures(), settings.window());
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public void require(Capability capability) {
    if (!declared.test(capability)) {
      CapabilityException refusal = new CapabilityException(plugin, capability);
      journal.forbidden(plugin, capability);
      failed("capability " + capability, refusal);
      throw refusal;
    }
  }

  @Override
  public void reserveQueue(int bytes) throws LimitExceededException {
    long wanted;
    synchronized (this) {
      wanted = queued + bytes;
      if (quotas.queueBytes().allows(wanted)) {
        queued = wanted;
        return;
      }
    }
    throw refusal(QuotaKind.QUEUE_BYTES, quotas.queueBytes(), wanted);
  }

  @Override
  public synchronized void releaseQueue(int bytes) {
    queued = Math.max(0, queued - bytes);
  }

  @Override
  public Optional<Work> begin(String what, Runnable retry) {
    Optional<QuotaKind> kind = Optional.empty();
    synchronized (this) {
      long now = clock.nanoTime();
      if (hung.isEmpty()) {
        if (!quotas.handlers().allows(handlers + 1L)) {
          kind = Optional.of(QuotaKind.HANDLERS);
        } else if (bucket.nanosUntilNext(now) > 0) {
          kind = Optional.of(QuotaKind.MESSAGES_PER_SECOND);
        } else if (room.enter()) {
          bucket.take(now);
          handlers++;
          return Optional.of(call(what, now, false));
        }
      }
      waiting.add(retry);
    }
    kind.ifPresent(
        each ->
            count(
                each, each == QuotaKind.HANDLERS ? quotas.handlers() : quotas.messagesPerSecond()));
    wake();
    return Optional.empty();
  }

  @Override
  public Optional<Work> beginCheck(String what, Runnable retry) {
    synchronized (this) {
      if (hung.isEmpty() && quotas.checks().allows(checks + 1L) && room.enter()) {
        checks++;
        return Optional.of(call(what, clock.nanoTime(), true));
      }
      waitingChecks.add(retry);
      if (!hung.isEmpty() || quotas.checks().allows(checks + 1L)) {
        return Optional.empty();
      }
    }
    count(QuotaKind.CHECKS, quotas.checks());
    return Optional.empty();
  }

  private Call call(String what, long nowNanos, boolean check) {
    Call call = new Call(what, nowNanos, Thread.currentThread(), check);
    calls.add(call);
    return call;
  }

  @Override
  public void openStream() throws LimitExceededException {
    long wanted;
    synchronized (this) {
      wanted = streams + 1;
      if (quotas.streams().allows(wanted)) {
        streams = wanted;
        return;
      }
    }
    throw refusal(QuotaKind.STREAMS, quotas.streams(), wanted);
  }

  @Override
  public synchronized void closeStream() {
    streams = Math.max(0, streams - 1);
  }

  @Override
  public void failed(String what, Throwable cause) {
    count("%s failed: %s".formatted(what, brief(cause)));
  }

  /** Looks for calls that take too long, and for such that never return; told once for each. */
  void watch() {
    long now = clock.nanoTime();
    long allowed = quotas.handlerTime().toNanos();
    List<Call> slow = new ArrayList<>();
    List<Call> lost = new ArrayList<>();
    String still;
    synchronized (this) {
      still = hung;
      for (Call call : calls) {
        long took = now - call.beganAtNanos;
        if (!call.told && took > allowed) {
          call.told = true;
          slow.add(call);
        }
        if (!call.givenUp && hangFactor > 0 && took / hangFactor > allowed) {
          call.givenUp = true;
          lost.add(call);
        }
      }
    }
    slow.forEach(call -> tooLong(call, now, true));
    lost.forEach(call -> giveUp(call, now));
    if (!still.isEmpty()) {
      journal.troubled(plugin, still); // again, should nobody have had time for it
    }
  }

  private void giveUp(Call call, long nowNanos) {
    StackTraceElement[] trace = call.thread.getStackTrace();
    String why =
        "%s has not returned after %d ms, %d times the quota handler.time (extension.plugins.hang.factor), %s"
            .formatted(
                call.what,
                Duration.ofNanos(nowNanos - call.beganAtNanos).toMillis(),
                hangFactor,
                place(trace));
    Runnable action;
    boolean ofNow;
    synchronized (this) {
      if (!calls.contains(call)) {
        return; // it has returned in the last moment
      }
      ofNow = call.generation == generation;
      if (ofNow) {
        hung = why;
      }
      failures++;
      lastFailure = why;
      action = call.instead;
      call.instead = null;
    }
    journal.failed(plugin);
    journal.hung(plugin, call.what, why, text(trace));
    if (ofNow) { // what runs now is not blamed for what ran before
      journal.troubled(plugin, why);
    }
    if (action != null) {
      runSoon(action);
    }
  }

  /** Runs it on a worker, now or when the workers have room. */
  private void runSoon(Runnable action) {
    try {
      scheduler.workers().execute(action);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(FULL, () -> runSoon(action));
    }
  }

  /** Forgets the failures so far, for a plugin that begins anew, and lets it be called again. */
  void forgive() {
    synchronized (this) {
      trouble.clear();
      hung = "";
      generation++;
    }
    wakeAll();
  }

  /** The room of all plugins has become free, or this plugin may be called again. */
  void wakeAll() {
    wake();
    List<Runnable> ready;
    synchronized (this) {
      ready = List.copyOf(waitingChecks);
      waitingChecks.clear();
    }
    ready.forEach(this::runSoon);
  }

  /** What is in use now, and what was refused so far. */
  synchronized AccountUse use() {
    Map<String, Long> refused = new LinkedHashMap<>();
    refusals.forEach((kind, count) -> refused.put(kind.key(), count));
    return new AccountUse(
        quotas,
        queued,
        handlers,
        checks,
        streams,
        waiting.size() + waitingChecks.size(),
        refused,
        failures,
        trouble.count(clock.nanoTime()),
        lastFailure);
  }

  private void tooLong(Call call, long nowNanos, boolean runs) {
    Duration took = Duration.ofNanos(nowNanos - call.beganAtNanos);
    count(QuotaKind.HANDLER_TIME, null);
    journal.slow(
        plugin,
        call.what,
        took,
        quotas.handlerTime(),
        runs ? text(call.thread.getStackTrace()) : "");
    count(
        "%s has taken %d ms, the quota handler.time is %d ms"
            .formatted(call.what, took.toMillis(), quotas.handlerTime().toMillis()));
  }

  private void count(String failure) {
    boolean tooOften;
    synchronized (this) {
      failures++;
      lastFailure = failure;
      tooOften = trouble.add(clock.nanoTime());
    }
    journal.failed(plugin);
    if (tooOften) {
      journal.troubled(plugin, failure);
    }
  }

  private void count(QuotaKind kind, Limit limit) {
    synchronized (this) {
      refusals.merge(kind, 1L, Long::sum);
    }
    if (limit != null) {
      limit.refused().increment();
    }
    journal.refused(plugin, kind);
  }

  private LimitExceededException refusal(QuotaKind kind, Limit limit, long wanted) {
    count(kind, null);
    return limit.refuse("plugin " + plugin, wanted);
  }

  /** Wakes as many as can be called now, or sets the timer for when one can. */
  private void wake() {
    List<Runnable> ready = new ArrayList<>();
    synchronized (this) {
      long now = clock.nanoTime();
      long free =
          hung.isEmpty()
              ? Math.min(quotas.handlers().value() - handlers, room.free()) - wakeUps
              : 0;
      Iterator<Runnable> next = waiting.iterator();
      while (next.hasNext() && free > 0) {
        long nanos = bucket.nanosUntilNext(now);
        if (nanos > 0) {
          if (!timerRuns) {
            timerRuns = true;
            schedule(Duration.ofNanos(nanos));
          }
          break;
        }
        ready.add(next.next());
        next.remove();
        wakeUps++;
        free--;
      }
    }
    ready.forEach(this::wake);
  }

  private void wake(Runnable retry) {
    try {
      scheduler.workers().execute(() -> run(retry));
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        wakeUps--;
        waiting.add(retry);
        if (!timerRuns) {
          timerRuns = true;
          schedule(FULL);
        }
      }
    }
  }

  private void run(Runnable retry) {
    try {
      retry.run();
    } finally {
      synchronized (this) {
        wakeUps--;
      }
      wake(); // it may have had nothing to do
    }
  }

  private void schedule(Duration delay) {
    scheduler.schedule(
        delay,
        () -> {
          synchronized (this) {
            timerRuns = false;
          }
          wake();
        });
  }

  private static String brief(Throwable cause) {
    String text = String.valueOf(cause).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private static String text(StackTraceElement[] trace) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(trace.length, AccountJournal.STACK); i++) {
      text.append(i == 0 ? "" : "\n").append(trace[i]);
    }
    return text.toString();
  }

  /** Where it stands, below what belongs to the JDK. */
  private static String place(StackTraceElement[] trace) {
    for (StackTraceElement each : trace) {
      String module = each.getModuleName();
      if (module == null || !(module.startsWith("java.") || module.startsWith("jdk."))) {
        return "at " + each;
      }
    }
    return "at a place that is not known";
  }

  private final class Call implements Work {
    private final String what;
    private final long beganAtNanos;
    private final Thread thread;
    private final boolean check;
    private final long generation = Account.this.generation;
    // guarded by the account
    private boolean told;
    private boolean givenUp;
    private Runnable instead;

    Call(String what, long beganAtNanos, Thread thread, boolean check) {
      this.what = what;
      this.beganAtNanos = beganAtNanos;
      this.thread = thread;
      this.check = check;
    }

    @Override
    public void failed(Throwable cause) {
      Account.this.failed(what, cause);
    }

    @Override
    public void onGivenUp(Runnable action) {
      synchronized (Account.this) {
        if (!givenUp) {
          instead = action;
          return;
        }
      }
      runSoon(action);
    }

    @Override
    public void close() {
      long now = clock.nanoTime();
      boolean slow;
      boolean freed;
      synchronized (Account.this) {
        if (!calls.remove(this)) {
          return;
        }
        if (check) {
          checks--;
        } else {
          handlers--;
        }
        slow = !told && now - beganAtNanos > quotas.handlerTime().toNanos();
        freed = !waitingChecks.isEmpty();
      }
      if (slow) {
        tooLong(this, now, false);
      }
      if (!room.leave() && freed && check) {
        wakeAll();
      } else {
        wake();
      }
    }
  }
}
