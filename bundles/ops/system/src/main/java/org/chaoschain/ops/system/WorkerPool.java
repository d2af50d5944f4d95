// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Threads of which only some work at a time: about as many as there are processors. More of them
 * would do no more, but collector, compilers and event loops would wait behind them for a
 * processor, and every pause for a safepoint with them.
 *
 * <p>A task that waits (for a lock, a time or an answer), or that does not come to its end within
 * {@link #LONG}, does not count as working: another thread takes its turn, up to the most there may
 * be. Who waits is looked at every {@link #LOOK} while tasks are queued. The thread that came to
 * rest last is woken first. Tasks begin in the order in which they were given.
 */
final class WorkerPool extends AbstractExecutorService {
  /** How often it is looked, while tasks are queued, who does not work. */
  static final Duration LOOK = Duration.ofMillis(2);

  /** What takes longer, with or without a processor, is not waited for. */
  static final Duration LONG = Duration.ofMillis(200);

  private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final int working;
  private final int most;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queued = lock.newCondition();
  private final Condition ended = lock.newCondition();

  // guarded by the lock
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Worker> resting = new ArrayDeque<>();
  private final Set<Worker> workers = new HashSet<>();
  private int counted;
  private int numbered;
  private boolean watched;
  private boolean shutdown;

  /**
   * A pool without threads; they come with the tasks.
   *
   * @param name of each thread, before its number
   * @param working threads that work at a time, 1 or more
   * @param most threads at a time, with those whose tasks wait; if less than {@code working}, that
   *     many work
   */
  WorkerPool(String name, int working, int most) {
    this(name, working, most, System::nanoTime);
    Thread watch = new Thread(this::watch, name + "watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** As above, but {@link #look} is called by whoever has made it. */
  WorkerPool(String name, int working, int most, LongSupplier nanoTime) {
    this.name = name;
    this.working = Math.min(working, most);
    this.most = most;
    this.nanoTime = nanoTime;
  }

  private final class Worker implements Runnable {
    final Thread thread;
    final Condition called = lock.newCondition();

    // guarded by the lock
    boolean counts;
    boolean atWork;
    boolean waited;
    long begun;

    Worker() {
      thread = new Thread(this, name + ++numbered);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      for (Runnable task = next(); task != null; task = next()) {
        try {
          task.run();
        } catch (Throwable e) { // also errors: the thread has more to do
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
      }
    }

    /** The next task; null if there is none for long, and then the thread ends. */
    private Runnable next() {
      lock.lock();
      try {
        atWork = false;
        if (!counts && counted < working) {
          count();
        }
        while (!counts || tasks.isEmpty()) {
          if (shutdown || !rest()) {
            leave();
            return null;
          }
        }
        begin();
        return tasks.poll();
      } finally {
        lock.unlock();
      }
    }

    private void count() {
      counts = true;
      counted++;
    }

    private void begin() {
      if (!shutdown) {
        Thread.interrupted(); // it was meant for a task that has ended
      }
      atWork = true;
      waited = false;
      begun = nanoTime.getAsLong();
    }

    /** Waits to be called; answers whether that was in time. */
    private boolean rest() {
      discount();
      resting.push(this);
      long left = KEEP_ALIVE;
      try {
        while (!counts && !shutdown && left > 0) {
          left = called.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        // by somebody who meant a task that has ended: who shuts down says so
        left = KEEP_ALIVE;
      }
      resting.remove(this);
      return counts || left > 0;
    }

    void discount() {
      if (counts) {
        counts = false;
        counted--;
      }
    }

    private void leave() {
      discount();
      workers.remove(this);
      if (workers.isEmpty()) {
        ended.signalAll();
      }
    }

    /** Whether its task does not need a processor, or has had one for long. */
    boolean away(long now) {
      State state = thread.getState();
      boolean waits =
          state == State.WAITING || state == State.TIMED_WAITING || state == State.BLOCKED;
      boolean stillWaits = waits && waited;
      waited = waits;
      return stillWaits || now - begun >= LONG.toNanos();
    }
  }

  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      if (shutdown) {
        throw new RejectedExecutionException("the workers have stopped");
      }
      tasks.add(task);
      call();
      if (watched && counted >= working) {
        queued.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Calls a worker if fewer work than may, and there may be one more. */
  private boolean call() {
    if (counted >= working) {
      return false;
    }
    Worker worker = resting.poll();
    if (worker != null) {
      worker.count();
      worker.called.signal();
      return true;
    }
    if (workers.size() >= most) {
      return false;
    }
    Worker fresh = new Worker();
    workers.add(fresh);
    fresh.count();
    try {
      fresh.thread.start();
    } catch (Error e) { // the system gives no thread
      fresh.leave();
      throw e;
    }
    return true;
  }

  private void watch() {
    try {
      while (true) {
        lock.lock();
        try {
          watched = true;
          while (tasks.isEmpty() && !shutdown) {
            queued.await();
          }
          watched = false;
          if (shutdown) {
            return;
          }
        } finally {
          lock.unlock();
        }
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        look();
      }
    } catch (InterruptedException e) {
      // only who shuts down interrupts
    }
  }

  /** Lets others work in the place of those who do not, if tasks wait; answers how many. */
  int look() {
    lock.lock();
    try {
      if (tasks.isEmpty()) {
        return 0;
      }
      long now = nanoTime.getAsLong();
      for (Worker worker : workers) {
        if (worker.counts && worker.atWork && worker.away(now)) {
          worker.discount();
        }
      }
      int called = 0;
      while (called < tasks.size() && call()) {
        called++;
      }
      return called;
    } finally {
      lock.unlock();
    }
  }

  /** How many threads there are. */
  int threads() {
    lock.lock();
    try {
      return workers.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void shutdown() {
    shutdownNow();
  }

  /** Interrupts all tasks; what has not begun is not done. */
  @Override
  public List<Runnable> shutdownNow() {
    lock.lock();
    try {
      shutdown = true;
      List<Runnable> left = new ArrayList<>(tasks);
      tasks.clear();
      queued.signalAll();
      for (Worker worker : workers) {
        worker.called.signal();
        worker.thread.interrupt();
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isShutdown() {
    lock.lock();
    try {
      return shutdown;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isTerminated() {
    lock.lock();
    try {
      return shutdown && workers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lock();
    try {
      while (!(shutdown && workers.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = ended.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
