// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The threads that live at a moment, to find those that a test leaves behind. Threads that the JDK
 * keeps for all (the common pool, its timers and cleaners) are not looked at.
 */
public final class LiveThreads {
  private static final long GRACE_MILLIS = 2_000;

  private static final Set<String> SHARED =
      Set.of(
          "CompletableFutureDelayScheduler",
          "process reaper",
          "Common-Cleaner",
          "Cleaner-0",
          "Attach Listener",
          "surefire-forkedjvm-stream-flusher");

  private final Set<Thread> threads;

  private LiveThreads(Set<Thread> threads) {
    this.threads = threads;
  }

  /** Those that live now. */
  public static LiveThreads now() {
    return new LiveThreads(Thread.getAllStackTraces().keySet());
  }

  /**
   * Checks that no thread lives that did not live then; one that is about to end has two seconds.
   *
   * @throws AssertionError naming the threads and where they are
   */
  public void assertNoMore() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    for (Thread each : more()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      try {
        each.join(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    List<Thread> left = more();
    if (!left.isEmpty()) {
      throw new AssertionError(
          "threads were started and still live: "
              + left.stream().map(LiveThreads::describe).collect(Collectors.joining("; "))
              + "; what a plugin starts must end when it is removed, and a Scheduler is a service of the node");
    }
  }

  private List<Thread> more() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !threads.contains(thread) && !shared(thread))
        .toList();
  }

  private static boolean shared(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return !thread.isAlive()
        || SHARED.contains(thread.getName())
        || thread.getName().startsWith("ForkJoinPool.commonPool-")
        || thread.getName().startsWith("process reaper")
        || (group != null && group.getName().equals("system"))
        || (group != null && group.getName().equals("InnocuousThreadGroup"));
  }

  private static String describe(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return "'%s'%s"
        .formatted(thread.getName(), stack.length == 0 ? "" : " in " + stack[stack.length - 1]);
  }
}
