// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The services that could do one thing, of which one is fed: the one of the greatest {@link
 * Registration}. A change of it is the change of one reference: who enters after it is in the new
 * one, who is inside the old one stays there until it leaves. So there is no moment without one
 * while the new one comes before the old one goes. Safe for use by many threads; entering takes no
 * lock.
 *
 * @param <T> a service's tenure
 */
public final class Succession<T extends Tenure<?>> {
  private final TreeSet<T> candidates =
      new TreeSet<>(Comparator.comparing((T tenure) -> tenure.registration()));
  private volatile T current;

  /** Without any yet. */
  public Succession() {}

  /**
   * One has come.
   *
   * @return the one that was fed until now, if it is so no more
   */
  public synchronized Optional<T> add(T candidate) {
    T before = current;
    candidates.add(candidate);
    current = candidates.last();
    return Optional.ofNullable(before).filter(tenure -> tenure != current);
  }

  /**
   * One has gone: it is retired, and the next is fed already when it is.
   *
   * @return whether it was there
   */
  public synchronized boolean remove(T candidate) {
    boolean there = candidates.remove(candidate);
    current = candidates.isEmpty() ? null : candidates.last();
    candidate.retire();
    return there;
  }

  /** Counts the caller into the one that is fed; it must exit. Empty if there is none. */
  public Optional<T> enter() {
    while (true) {
      T tenure = current;
      if (tenure == null) {
        return Optional.empty();
      }
      if (tenure.enter()) {
        return Optional.of(tenure);
      }
      // It was retired between the two lines above, so another one is current by now.
    }
  }

  /** The one that is fed. */
  public Optional<T> current() {
    return Optional.ofNullable(current);
  }

  /** All, the one that is fed last. */
  public synchronized List<T> all() {
    return List.copyOf(candidates);
  }
}
