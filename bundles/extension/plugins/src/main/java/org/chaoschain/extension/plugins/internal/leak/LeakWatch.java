// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.leak;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.time.Clock;

/**
 * Keeps a weak reference to the class loader of each generation that was removed. One that is still
 * there after a time, although the garbage was collected meanwhile, has leaked: a thread, a timer
 * or a listener that the plugin left behind holds it. Safe for use by many threads.
 */
public final class LeakWatch {
  /** The most generations that are watched; the oldest are forgotten first. */
  static final int MOST = 256;

  private static final int MOST_THREADS = 8;

  private final Clock clock;
  private final Duration grace;
  private final Duration collectionInterval;
  private final Runnable collector;
  private final Events events;
  private final Deque<Removed> watched = new ArrayDeque<>();
  private long collectedAtNanos;
  private boolean collectedOnce;

  /**
   * Watches nothing yet.
   *
   * @param grace how long a generation may stay after it was removed
   * @param collectionInterval the least time between two collections that it asks for; zero if it
   *     must not ask for any
   * @param collector asks the JVM for a collection
   */
  public LeakWatch(
      Clock clock, Duration grace, Duration collectionInterval, Runnable collector, Events events) {
    this.clock = clock;
    this.grace = grace;
    this.collectionInterval = collectionInterval;
    this.collector = collector;
    this.events = events;
  }

  /**
   * A generation that should be gone.
   *
   * @param plugin its name
   * @param version its version
   * @param generation its number
   * @param threads names of the threads that run its code or are set up with its classes
   */
  public record Leak(String plugin, String version, long generation, List<String> threads) {
    /** Keeps an immutable copy. */
    public Leak {
      threads = List.copyOf(threads);
    }
  }

  /** A generation is being removed. */
  public synchronized void removed(
      String plugin, String version, long generation, ClassLoader loader) {
    if (watched.size() == MOST) {
      watched.removeFirst();
    }
    watched.addLast(
        new Removed(
            plugin,
            version,
            generation,
            clock.nanoTime(),
            new WeakReference<>(loader),
            new WeakReference<>(new Object())));
  }

  /** Looks for those that have leaked; tells each once. May ask for a collection. Blocks. */
  public void look() {
    if (mayCollect()) {
      collector.run();
    }
    List<Removed> fresh = new ArrayList<>();
    synchronized (this) {
      watched.removeIf(each -> each.loader.get() == null);
      for (Removed each : watched) {
        if (!each.leaked && overdue(each) && each.canary.get() == null) {
          each.leaked = true;
          fresh.add(each);
        }
      }
    }
    fresh.forEach(this::tell);
  }

  /** How many have leaked, as of the last look. */
  public synchronized long count() {
    return watched.stream().filter(each -> each.leaked && each.loader.get() != null).count();
  }

  /** Those of a plugin that have leaked, with the threads that hold them as far as can be seen. */
  public List<Leak> of(String plugin) {
    List<Removed> leaked;
    synchronized (this) {
      leaked = watched.stream().filter(each -> each.leaked && each.plugin.equals(plugin)).toList();
    }
    return leaked.stream().filter(each -> each.loader.get() != null).map(this::leak).toList();
  }

  private synchronized boolean mayCollect() {
    if (collectionInterval.isZero()
        || watched.stream().noneMatch(each -> overdue(each) && each.loader.get() != null)) {
      return false;
    }
    long now = clock.nanoTime();
    if (collectedOnce && now - collectedAtNanos < collectionInterval.toNanos()) {
      return false;
    }
    collectedOnce = true;
    collectedAtNanos = now;
    return true;
  }

  private boolean overdue(Removed each) {
    return clock.nanoTime() - each.removedAtNanos >= grace.toNanos();
  }

  private void tell(Removed removed) {
    Leak leak = leak(removed);
    events.publish(
        Event.warning(
            "plugin.leak",
            "Plugin %s %s was removed and is still in memory: %s"
                .formatted(
                    leak.plugin(),
                    leak.version(),
                    leak.threads().isEmpty()
                        ? "no thread of it is seen; look for listeners, shutdown hooks, MBeans and ThreadLocal values that it leaves behind"
                        : "it left the threads " + String.join(", ", leak.threads())),
            Map.of(
                "name", leak.plugin(),
                "version", leak.version(),
                "generation", Long.toString(leak.generation()),
                "threads", String.join(", ", leak.threads()))));
  }

  private Leak leak(Removed removed) {
    ClassLoader loader = removed.loader.get();
    Set<String> threads = new TreeSet<>();
    if (loader != null) {
      Thread.getAllStackTraces()
          .forEach(
              (thread, stack) -> {
                if (threads.size() < MOST_THREADS && holds(thread, stack, loader)) {
                  threads.add(thread.getName());
                }
              });
    }
    return new Leak(removed.plugin, removed.version, removed.generation, List.copyOf(threads));
  }

  private static boolean holds(Thread thread, StackTraceElement[] stack, ClassLoader loader) {
    if (thread.getContextClassLoader() == loader || thread.getClass().getClassLoader() == loader) {
      return true;
    }
    for (StackTraceElement frame : stack) {
      if (!frame.getClassName().startsWith("java.") && loadedBy(frame.getClassName(), loader)) {
        return true;
      }
    }
    return false;
  }

  private static boolean loadedBy(String className, ClassLoader loader) {
    try {
      return Class.forName(className, false, loader).getClassLoader() == loader;
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      return false; // the loader of a bundle that is gone may fail in any way
    }
  }

  private static final class Removed {
    private final String plugin;
    private final String version;
    private final long generation;
    private final long removedAtNanos;
    private final WeakReference<ClassLoader> loader;
    private final WeakReference<Object> canary;
    private boolean leaked;

    Removed(
        String plugin,
        String version,
        long generation,
        long removedAtNanos,
        WeakReference<ClassLoader> loader,
        WeakReference<Object> canary) {
      this.plugin = plugin;
      this.version = version;
      this.generation = generation;
      this.removedAtNanos = removedAtNanos;
      this.loader = loader;
      this.canary = canary;
    }
  }
}
