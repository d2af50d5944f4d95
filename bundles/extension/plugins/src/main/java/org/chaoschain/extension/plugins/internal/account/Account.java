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
 * forgotten, and nobody asks in a loop. There are as many who wait as the callers have lanes.
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
  private final TokenBucket bucket;
  private final TroubleWindow trouble;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private final Set<Call> calls = new LinkedHashSet<>();
  private final Map<QuotaKind, Long> refusals = new EnumMap<>(QuotaKind.class);
  private long queued;
  private long streams;
  private long failures;
  private String lastFailure = "";
  private boolean timerRuns;
  private int wakeUps;

  Account(
      String plugin,
      AccountSettings settings,
      Predicate<Capability> declared,
      Clock clock,
      Scheduler scheduler,
      AccountJournal journal) {
    this.plugin = plugin;
    this.quotas = settings.quotas().of(plugin);
    this.declared = declared;
    this.clock = clock;
    this.scheduler = scheduler;
    this.journal = journal;
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
    QuotaKind kind;
    synchronized (this) {
      long now = clock.nanoTime();
      if (!quotas.handlers().allows(calls.size() + 1L)) {
        kind = QuotaKind.HANDLERS;
      } else if (!bucket.take(now)) {
        kind = QuotaKind.MESSAGES_PER_SECOND;
      } else {
        Call call = new Call(what, now, Thread.currentThread());
        calls.add(call);
        return Optional.of(call);
      }
      waiting.add(retry);
    }
    count(kind, kind == QuotaKind.HANDLERS ? quotas.handlers() : quotas.messagesPerSecond());
    wake();
    return Optional.empty();
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

  /** Looks for calls that take too long; told once for each. */
  void watch() {
    long now = clock.nanoTime();
    List<Call> slow = new ArrayList<>();
    synchronized (this) {
      for (Call call : calls) {
        if (!call.told && now - call.beganAtNanos > quotas.handlerTime().toNanos()) {
          call.told = true;
          slow.add(call);
        }
      }
    }
    slow.forEach(call -> tooLong(call, now, true));
  }

  /** Forgets the failures so far, for a plugin that begins anew. */
  synchronized void forgive() {
    trouble.clear();
  }

  /** What is in use now, and what was refused so far. */
  synchronized AccountUse use() {
    Map<String, Long> refused = new LinkedHashMap<>();
    refusals.forEach((kind, count) -> refused.put(kind.key(), count));
    return new AccountUse(
        quotas,
        queued,
        calls.size(),
        streams,
        waiting.size(),
        refused,
        failures,
        trouble.count(clock.nanoTime()),
        lastFailure);
  }

  private void tooLong(Call call, long nowNanos, boolean runs) {
    Duration took = Duration.ofNanos(nowNanos - call.beganAtNanos);
    count(QuotaKind.HANDLER_TIME, null);
    journal.slow(plugin, call.what, took, quotas.handlerTime(), runs ? stack(call.thread) : "");
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
      long free = quotas.handlers().value() - calls.size() - wakeUps;
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

  private static String stack(Thread thread) {
    StringBuilder text = new StringBuilder();
    StackTraceElement[] trace = thread.getStackTrace();
    for (int i = 0; i < Math.min(trace.length, AccountJournal.STACK); i++) {
      text.append(i == 0 ? "" : "\n").append(trace[i]);
    }
    return text.toString();
  }

  private final class Call implements Work {
    private final String what;
    private final long beganAtNanos;
    private final Thread thread;
    private boolean told;

    Call(String what, long beganAtNanos, Thread thread) {
      this.what = what;
      this.beganAtNanos = beganAtNanos;
      this.thread = thread;
    }

    @Override
    public void failed(Throwable cause) {
      Account.this.failed(what, cause);
    }

    @Override
    public void close() {
      long now = clock.nanoTime();
      boolean slow;
      synchronized (Account.this) {
        if (!calls.remove(this)) {
          return;
        }
        slow = !told && now - beganAtNanos > quotas.handlerTime().toNanos();
      }
      if (slow) {
        tooLong(this, now, false);
      }
      wake();
    }
  }
}
