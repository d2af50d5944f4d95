// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.flow.core.NaiveScheduler.Item;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** A seed that fails is printed by jqwik, and can be set again in the annotation. */
class PrioritySchedulerPropertiesTest {
  private static final int LARGEST = 20_000;
  private static final int CAP = 64 * (LARGEST + FlowConfig.MESSAGE_OVERHEAD);

  /** Offers so many messages of a kind, or polls so many. */
  record Step(int peer, Priority priority, int bytes, int offers, int polls) {}

  /** Knows what ought to be in the scheduler, and checks what comes out. */
  private static final class Ledger implements FlowListener<Integer, Item> {
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final Map<List<Object>, Deque<Item>> queued = new HashMap<>();
    private final Set<Integer> paused = new HashSet<>();
    private final Map<Integer, Long> bytesOfPeers = new HashMap<>();
    private final PriorityScheduler<Integer, Item> scheduler;
    private long offered;
    private long polled;
    private long lost;
    private long bytes;
    private long sincePolledLow;
    private int numbers;
    private Item served;

    Ledger(int cap, int peerCap, FlowShares shares) {
      scheduler =
          new PriorityScheduler<>(
              new FlowConfig(
                  metrics.limit("flow.max.bytes", cap, "bytes"),
                  metrics.limit("flow.peer.max.bytes", peerCap, "bytes"),
                  metrics.limit("flow.max.peers", 6, "peers"),
                  metrics.limit("message.max.bytes", LARGEST, "bytes"),
                  shares,
                  Duration.ofSeconds(1)),
              this);
    }

    Optional<Loss> offer(Item item) {
      Deque<Item> queue = queue(item);
      queue.add(item);
      add(item, 1);
      offered += item.bytes();
      Optional<Loss> loss =
          scheduler.offer(item.peer(), item.priority(), item.bytes(), item, numbers);
      check();
      return loss;
    }

    Item poll() {
      served = null;
      boolean lowWaits = scheduler.messages(Priority.LOW) > 0;
      boolean any = scheduler.poll(numbers, (peer, item, priority, size, waited) -> served = item);
      assertThat(any).as("work is conserved").isEqualTo(bytes > 0);
      if (any) {
        assertThat(queue(served).poll()).as("first in, first out for each flow").isEqualTo(served);
        add(served, -1);
        polled += served.bytes();
        sincePolledLow =
            lowWaits && served.priority() != Priority.LOW ? sincePolledLow + served.bytes() : 0;
        check();
      }
      return served;
    }

    private void add(Item item, int sign) {
      bytes += (long) sign * item.bytes();
      bytesOfPeers.merge(item.peer(), (long) sign * item.bytes(), Long::sum);
    }

    private Deque<Item> queue(Item item) {
      return queued.computeIfAbsent(
          List.of(item.peer(), item.priority()), key -> new ArrayDeque<>());
    }

    private void check() {
      assertThat(scheduler.bytes()).as("bytes queued").isEqualTo(bytes);
      assertThat(offered).as("no byte is lost uncounted").isEqualTo(polled + lost + bytes);
      assertThat(scheduler.charged()).as("the cap").isLessThanOrEqualTo(CAP);
      assertThat(scheduler.peers()).as("peers").isLessThanOrEqualTo(6);
      for (int peer : paused) {
        assertThat(bytesOfPeers.get(peer)).as("who is paused has something queued").isPositive();
      }
      assertThat(sincePolledLow).as("bytes for which low waits").isLessThanOrEqualTo(50L * LARGEST);
    }

    @Override
    public void lost(Integer peer, Item item, Priority priority, Loss reason) {
      // what was queued goes oldest first; a message that is refused is the youngest of its flow
      Item gone = reason == Loss.SHED ? queue(item).pollFirst() : queue(item).pollLast();
      assertThat(gone).as("which message is lost").isEqualTo(item);
      add(item, -1);
      lost += item.bytes();
    }

    @Override
    public void pause(Integer peer) {
      assertThat(paused.add(peer)).as("paused once").isTrue();
    }

    @Override
    public void resume(Integer peer) {
      assertThat(paused.remove(peer)).as("resumed what was paused").isTrue();
    }

    @Override
    public void overQuota(Integer peer) {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> sizes =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(1, 2_000)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(2_000, LARGEST)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(LARGEST)));
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.of(Priority.class),
            sizes,
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(0, 15))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  @Property(tries = 400)
  void no_byte_is_lost_uncounted_the_cap_holds_flows_keep_their_order_and_low_gets_its_turn(
      @ForAll("steps") List<Step> steps) {
    Ledger ledger = new Ledger(CAP, CAP / 4, FlowShares.DEFAULT);
    for (Step step : steps) {
      for (int i = 0; i < step.offers(); i++) {
        ledger.offer(new Item(step.peer(), step.priority(), step.bytes(), ledger.numbers++));
      }
      for (int i = 0; i < step.polls(); i++) {
        ledger.poll();
      }
    }
    while (ledger.poll() != null) {}
    assertThat(ledger.bytes).isZero();
    assertThat(ledger.paused).isEmpty();
    assertThat(ledger.scheduler.charged()).isZero();
  }

  @Property(tries = 400)
  void the_order_is_that_of_the_plain_description(
      @ForAll("steps") List<Step> steps, @ForAll boolean strict) {
    FlowShares shares = strict ? FlowShares.STRICT : FlowShares.DEFAULT;
    NaiveScheduler naive = new NaiveScheduler(shares);
    RecordedMetrics metrics = new RecordedMetrics();
    PriorityScheduler<Integer, Item> scheduler =
        new PriorityScheduler<>(
            new FlowConfig(
                metrics.limit("flow.max.bytes", 1L << 40, "bytes"),
                metrics.limit("flow.peer.max.bytes", 1L << 39, "bytes"),
                metrics.limit("flow.max.peers", 100, "peers"),
                metrics.limit("message.max.bytes", LARGEST, "bytes"),
                shares,
                Duration.ofDays(1)),
            new Ledger(CAP, CAP / 4, shares));
    int number = 0;
    for (Step step : steps) {
      for (int i = 0; i < step.offers(); i++) {
        Item item = new Item(step.peer(), step.priority(), step.bytes(), number++);
        naive.offer(item);
        assertThat(scheduler.offer(item.peer(), item.priority(), item.bytes(), item, number))
            .isEmpty();
      }
      for (int i = 0; i < step.polls(); i++) {
        Item expected = naive.poll();
        Item[] actual = new Item[1];
        scheduler.poll(number, (peer, item, priority, size, waited) -> actual[0] = item);
        assertThat(actual[0]).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 400)
  void a_sender_keeps_its_order_over_peers_and_classes_and_whose_turn_it_is_pays(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 9) int senders) {
    NaiveScheduler naive = new NaiveScheduler(FlowShares.DEFAULT);
    PriorityScheduler<Integer, Item> scheduler =
        new PriorityScheduler<>(
            FlowConfig.unbounded(FlowShares.DEFAULT, LARGEST),
            new Ledger(CAP, CAP / 4, FlowShares.DEFAULT));
    Map<Integer, Integer> last = new HashMap<>();
    int number = 0;
    for (Step step : steps) {
      for (int i = 0; i < step.offers(); i++) {
        int sender = number * 7 % (senders + 1);
        Item item = new Item(step.peer(), sender, step.priority(), step.bytes(), number++);
        naive.offer(item);
        Object order = sender == 0 ? null : sender;
        assertThat(scheduler.offer(item.peer(), order, item.priority(), item.bytes(), item, number))
            .isEmpty();
      }
      for (int i = 0; i < step.polls(); i++) {
        Item expected = naive.poll();
        Item[] actual = new Item[1];
        scheduler.poll(number, (peer, item, priority, size, waited) -> actual[0] = item);
        assertThat(actual[0]).isEqualTo(expected);
        if (expected != null && expected.sender() != 0) {
          Integer before = last.put(expected.sender(), expected.number());
          assertThat(before == null ? -1 : before).isLessThan(expected.number());
        }
      }
    }
    scheduler.clear(number);
    assertThat(scheduler.isEmpty()).isTrue();
    assertThat(scheduler.charged()).isZero();
  }

  @Property(tries = 200)
  void peers_that_always_have_something_get_the_same_bytes(
      @ForAll("steps") List<Step> sizes, @ForAll Priority priority) {
    Ledger ledger = new Ledger(CAP, CAP / 4, FlowShares.STRICT);
    long[] served = new long[3];
    int next = 0;
    for (int i = 0; i < 300 && !sizes.isEmpty(); i++) {
      for (int peer = 0; peer < 3; peer++) {
        while (ledger.bytesOfPeers.getOrDefault(peer, 0L) == 0) {
          int bytes = sizes.get(next++ % sizes.size()).bytes();
          // two, so that it does not run dry when one is served
          ledger.offer(new Item(peer, priority, bytes, ledger.numbers++));
          ledger.offer(new Item(peer, priority, bytes, ledger.numbers++));
        }
        if (ledger.queue(new Item(peer, priority, 1, 0)).size() == 1) {
          int bytes = sizes.get(next++ % sizes.size()).bytes();
          ledger.offer(new Item(peer, priority, bytes, ledger.numbers++));
        }
      }
      Item item = ledger.poll();
      served[item.peer()] += item.bytes();
      long most = Math.max(served[0], Math.max(served[1], served[2]));
      long least = Math.min(served[0], Math.min(served[1], served[2]));
      assertThat(most - least).isLessThanOrEqualTo(LARGEST);
    }
  }
}
