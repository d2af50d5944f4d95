// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of several services one is fed; who goes is waited for until nobody is inside. */
class SuccessionTest {
  private static final int USERS = 3;

  private final Succession<Tenure<String>> succession = new Succession<>();

  private static Tenure<String> tenure(int ranking, long id) {
    return new Tenure<>("service " + id, Registration.ofNode(ranking, id));
  }

  @Test
  void the_higher_ranking_is_fed_and_of_equal_ranking_the_younger() {
    Tenure<String> old = tenure(0, 1);
    Tenure<String> young = tenure(0, 2);
    Tenure<String> high = tenure(5, 0);
    assertThat(succession.add(old)).isEmpty();
    assertThat(succession.add(high)).contains(old);
    assertThat(succession.add(young)).isEmpty();
    assertThat(succession.current()).contains(high);
    succession.remove(high);
    assertThat(succession.current()).contains(young);
    succession.remove(young);
    assertThat(succession.current()).contains(old);
    succession.remove(old);
    assertThat(succession.enter()).isEmpty();
  }

  @Test
  void the_next_one_is_fed_while_somebody_is_still_inside_the_one_before() {
    Tenure<String> old = tenure(0, 1);
    Tenure<String> young = tenure(0, 2);
    succession.add(old);
    Tenure<String> entered = succession.enter().orElseThrow();
    succession.add(young);
    succession.remove(old);
    assertThat(succession.enter()).contains(young);
    assertThat(old.drained().toCompletableFuture()).isNotDone();
    entered.exit();
    assertThat(old.drained().toCompletableFuture()).isCompleted();
  }

  /** Comes, goes, entries and exits in any order, against a model of sets. */
  @Property(tries = 500)
  void whatever_the_order_nobody_is_inside_one_that_is_drained(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Succession<Tenure<String>> tested = new Succession<>();
    List<Tenure<String>> there = new ArrayList<>();
    List<Tenure<String>> gone = new ArrayList<>();
    List<Tenure<String>> inside = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          Tenure<String> next = tenure(random.nextInt(3), step);
          there.add(next);
          tested.add(next);
        }
        case 1 -> {
          if (!there.isEmpty()) {
            Tenure<String> leaver = there.remove(random.nextInt(there.size()));
            tested.remove(leaver);
            gone.add(leaver);
          }
        }
        case 2, 3 -> {
          Optional<Tenure<String>> entered = tested.enter();
          assertThat(entered).isEqualTo(greatest(there));
          entered.ifPresent(inside::add);
        }
        default -> {
          if (!inside.isEmpty()) {
            inside.remove(random.nextInt(inside.size())).exit();
          }
        }
      }
      for (Tenure<String> each : gone) {
        assertThat(each.drained().toCompletableFuture().isDone())
            .describedAs("seed %d, step %d", seed, step)
            .isEqualTo(!inside.contains(each));
      }
    }
  }

  private static Optional<Tenure<String>> greatest(List<Tenure<String>> tenures) {
    return tenures.stream().max((a, b) -> a.registration().compareTo(b.registration()));
  }

  /** A service that must not be used before it was there or after it was let go. */
  private static final class Watched {
    private final AtomicBoolean released = new AtomicBoolean();
  }

  @Test
  @Timeout(60)
  void with_real_threads_nobody_is_ever_inside_one_that_was_let_go() throws Exception {
    Succession<Tenure<Watched>> shared = new Succession<>();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Tenure<Watched> current = new Tenure<>(new Watched(), Registration.ofNode(0, 0));
    shared.add(current);
    ExecutorService threads = Executors.newFixedThreadPool(USERS);
    try {
      List<Future<?>> users = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        users.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    use(shared, wrong);
                    calls.incrementAndGet();
                  }
                }));
      }
      for (int i = 1; i <= 2_000; i++) {
        Tenure<Watched> next = new Tenure<>(new Watched(), Registration.ofNode(0, i));
        shared.add(next);
        shared.remove(current);
        current.drained().toCompletableFuture().get(30, TimeUnit.SECONDS);
        current.service().released.set(true);
        current = next;
      }
      over.set(true);
      for (Future<?> user : users) {
        user.get(30, TimeUnit.SECONDS);
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(wrong).hasValue(0);
    assertThat(calls.get()).isPositive();
  }

  private static void use(Succession<Tenure<Watched>> shared, AtomicInteger wrong) {
    Tenure<Watched> entered = shared.enter().orElse(null);
    if (entered == null) {
      wrong.incrementAndGet();
      return;
    }
    try {
      for (int i = 0; i < 20; i++) {
        if (entered.service().released.get()) {
          wrong.incrementAndGet();
        }
        Thread.onSpinWait();
      }
    } finally {
      entered.exit();
    }
  }
}
