// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccount.Work;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.LocalAgents.Handover;
import org.chaoschain.message.delivery.core.LocalAgents.Place;
import org.chaoschain.message.delivery.core.Succession;
import org.chaoschain.message.delivery.core.SwapTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one agent, handed over one after the other on the workers to the generation that
 * is fed: a new one from the next message on after the one in hand has returned. Bounded, places
 * that are kept included. Safe for use by many threads; blocks nobody.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final int BATCH = 16;
  private static final Duration RETRY = Duration.ofMillis(20);

  private final String name;
  private final Scheduler scheduler;
  private final SerialExecutor beginnings;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final Counter failures;
  private final Counter discarded;
  private final Clock clock;
  private final SwapTimes swaps = new SwapTimes();
  private volatile long switchedNanos;
  private final Succession<Stay> hosted = new Succession<>();
  private final AtomicInteger turnsWanted = new AtomicInteger();

  // guarded by this
  private final Spans spans;
  private final List<CompletableFuture<Void>> emptied = new ArrayList<>();
  private boolean closed;
  private int taken;
  private long takenBytes;
  private long handed;

  /**
   * Empty.
   *
   * @param counted the name under which its failures are counted
   */
  Mailbox(String name, String counted, HostingEnvironment environment, HostingSettings settings) {
    this.name = name;
    this.scheduler = environment.scheduler();
    this.beginnings = scheduler.serial("agent " + name);
    Metrics metrics = environment.metrics();
    this.maxMessages =
        metrics.limit(
            "agent.local.mailbox.max.messages", settings.mailboxMaxMessages(), "messages");
    this.maxBytes =
        metrics.limit("agent.local.mailbox.max.bytes", settings.mailboxMaxBytes(), "bytes");
    this.spans =
        new Spans(
            metrics.limit(
                "agent.local.mailbox.max.notices", settings.mailboxMaxNotices(), "notices"));
    this.clock = environment.clock();
    this.discarded = metrics.counter("agent.local.discarded");
    this.failures = metrics.counter("agent.local.failures", "agent", counted);
  }

  /**
   * Begins a stay: {@code onHosted} is called, beside the messages of the generation before, and
   * when it has returned the new one gets the next message if it is the greatest.
   */
  void begin(Stay stay, AgentContext context) {
    later(
        () -> {
          if (!stay.enter()) {
            return;
          }
          try {
            stay.begun();
            guarded(stay, "the start", () -> stay.service().onHosted(context));
            ready(stay);
          } finally {
            stay.exit();
          }
          wake();
        });
  }

  private synchronized void ready(Stay stay) {
    if (!stay.retired()) {
      swaps.swapped(name);
      switchedNanos = clock.nanoTime();
      hosted.add(stay);
      completeIfEmptied();
    }
  }

  /** Ends a stay: it gets no message any more; once it is idle, {@code onRemoved} is called. */
  void end(Stay stay) {
    synchronized (this) {
      hosted.remove(stay);
    }
    stay.drained()
        .thenRun(
            () ->
                later(
                    () -> {
                      if (stay.hasBegun()) {
                        guarded(stay, "the end", stay.service()::onRemoved);
                      }
                      stay.gone().complete(null);
                    }));
    wake();
  }

  /**
   * Completes once nothing is in the mailbox, places that are kept included, or as soon as a
   * further generation is there that the rest can be handed to.
   */
  synchronized CompletableFuture<Void> emptied() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    emptied.add(done);
    completeIfEmptied();
    return done;
  }

  /** Whether no generation is there that it hands anything to. */
  boolean deserted() {
    return hosted.current().isEmpty();
  }

  /** Gives up what is in it, and what is still put there; answers how many messages are in it. */
  int discard() {
    List<Spans.Post> rest;
    synchronized (this) {
      closed = true;
      rest = spans.clear();
    }
    rest.forEach(this::discard);
    return rest.size();
  }

  private void discard(Spans.Post post) {
    discarded.increment();
    free(post.message().wire().size(), post.room());
    post.handover().unseen();
  }

  /** How long the recent swaps have kept a message waiting at most. */
  Duration longestSwap() {
    return swaps.longest(name);
  }

  Place reserve(int bytes) throws LimitExceededException {
    PluginAccount account = hosted.current().map(Stay::account).orElse(PluginAccount.NODE);
    Spans.Span span;
    synchronized (this) {
      String scope = "mailbox of agent " + name;
      maxMessages.check(scope, taken + 1L);
      maxBytes.check(scope, takenBytes + bytes);
      account.reserveQueue(bytes);
      taken++;
      takenBytes += bytes;
      span = spans.keepPlace();
    }
    return new Place() {
      @Override
      public void fill(SignedMessage message) {
        fill(message, Spans.NOBODY);
      }

      @Override
      public void fill(SignedMessage message, Handover handover) {
        add(new Spans.Post(message, account, handover), span);
      }

      @Override
      public void release() {
        boolean noticeIsNext;
        synchronized (Mailbox.this) {
          noticeIsNext = spans.release(span);
        }
        free(bytes, account);
        if (noticeIsNext) {
          wake();
        }
      }
    };
  }

  /**
   * Tells the agent something after the messages that have a place by now; nothing if too much
   * waits to be told.
   */
  void tell(String what, Consumer<Agent> telling) {
    boolean told;
    synchronized (this) {
      told = !closed && spans.add("mailbox of agent " + name, new Spans.Notice(what, telling));
    }
    if (told) {
      wake();
    }
  }

  /** As {@link #tell}, for what matters less: it takes half of the room at most. */
  boolean tellIfRoom(String what, Consumer<Agent> telling) {
    boolean full;
    synchronized (this) {
      full = spans.halfFull();
    }
    if (!full) {
      tell(what, telling);
    }
    return !full;
  }

  /** Messages that wait or have a place kept. */
  synchronized int waiting() {
    return taken;
  }

  /** Messages that were handed over. */
  synchronized long handed() {
    return handed;
  }

  private void add(Spans.Post post, Spans.Span span) {
    boolean open;
    synchronized (this) {
      open = !closed;
      if (open) {
        spans.fill(span, post);
      }
    }
    if (open) {
      wake();
    } else {
      discard(post);
    }
  }

  private void free(int bytes, PluginAccount room) {
    room.releaseQueue(bytes);
    synchronized (this) {
      taken--;
      takenBytes -= bytes;
      completeIfEmptied();
    }
  }

  private void completeIfEmptied() {
    if (taken == 0 || hosted.all().size() > 1) {
      emptied.forEach(done -> later(() -> done.complete(null)));
      emptied.clear();
    }
  }

  /** There may be something to hand over. */
  private void wake() {
    if (turnsWanted.getAndIncrement() == 0) {
      submitTurn();
    }
  }

  private void submitTurn() {
    try {
      scheduler.workers().execute(this::turn);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(RETRY, this::submitTurn);
    }
  }

  private void turn() {
    int answered = turnsWanted.get();
    boolean more = true;
    for (int i = 0; i < BATCH && more; i++) {
      more = handOver();
    }
    if (more || turnsWanted.addAndGet(-answered) != 0) {
      submitTurn();
    }
  }

  /** Hands the first message over; answers whether there may be more to do. */
  private boolean handOver() {
    Optional<Spans.Entry> first = first();
    if (first.isEmpty()) {
      return false;
    }
    Optional<Stay> entered = hosted.enter();
    if (entered.isEmpty()) {
      return false;
    }
    Stay stay = entered.get();
    try {
      Optional<Work> work = stay.account().begin("agent " + name, this::wake);
      if (work.isEmpty()) {
        return false;
      }
      if (first.get() instanceof Spans.Post post) {
        handOver(stay, post, work.get());
      } else {
        tell(stay, (Spans.Notice) first.get(), work.get());
      }
      return true;
    } finally {
      stay.exit();
    }
  }

  private void tell(Stay stay, Spans.Notice notice, Work work) {
    if (!removeFirst()) {
      work.close();
      return;
    }
    try {
      notice.telling().accept(stay.service());
    } catch (RuntimeException | Error e) {
      work.failed(e);
      failed(notice.what(), e);
    } finally {
      work.close();
    }
  }

  private void handOver(Stay stay, Spans.Post post, Work work) {
    SignedMessage message = post.message();
    if (!removeFirst()) {
      work.close();
      return;
    }
    try {
      stay.service().onMessage(message);
    } catch (RuntimeException | Error e) {
      work.failed(e);
      failed("message " + message.message().id(), e);
    } finally {
      work.close();
      free(message.wire().size(), post.room());
      post.handover().done();
      if (hosted.current().filter(now -> now != stay).isPresent()) {
        swaps.held(name, Duration.ofNanos(Math.max(0, clock.nanoTime() - switchedNanos)));
      }
    }
  }

  private synchronized Optional<Spans.Entry> first() {
    return spans.first();
  }

  /** Answers false if it was discarded meanwhile. */
  private synchronized boolean removeFirst() {
    if (closed) {
      return false;
    }
    handed += spans.removeFirst() instanceof Spans.Post ? 1 : 0;
    return true;
  }

  private void later(Runnable task) {
    try {
      beginnings.execute(task);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(RETRY, () -> later(task));
    }
  }

  private void guarded(Stay stay, String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      stay.account().failed("agent " + name + " at " + what, e);
      failed(what, e);
    }
  }

  private void failed(String what, Throwable cause) {
    failures.increment();
    LOG.warn("agent {} failed at {}", name, what, cause);
  }
}
