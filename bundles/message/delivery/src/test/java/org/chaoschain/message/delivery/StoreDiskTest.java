// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.message.delivery.Disk.Step;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What is made close together is written together, and nobody goes on before it is on the disk. */
class StoreDiskTest {
  private static final Duration INTERVAL = Duration.ofMillis(3);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Bytes VALUE = Bytes.copyOf((byte) 7);

  private final Simulation simulation = new Simulation();
  private final Store store = new Store();
  private final StoreDisk disk =
      new StoreDisk(store, new Node(simulation, InboxSettings.DEFAULT).environment, INTERVAL);
  private final Shelf shelf = disk.shelf("box");
  private final List<String> told = new ArrayList<>();

  private static Bytes key(int number) {
    return Bytes.copyOf((byte) number);
  }

  private void wait(String name) {
    disk.whenWritten(() -> told.add(name), why -> told.add(name + " failed: " + why));
  }

  @Test
  void nobody_goes_on_before_the_disk_has_it() {
    shelf.put(key(1), VALUE);
    wait("one");
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(told).isEmpty();
    assertThat(shelf.get(key(1))).contains(VALUE);
    store.complete();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(told).containsExactly("one");
  }

  @Test
  void what_comes_while_the_disk_is_waited_for_is_one_further_write_in_order() {
    shelf.put(key(0), VALUE);
    wait("0");
    simulation.runFor(INTERVAL);
    for (int i = 1; i <= 50; i++) {
      shelf.put(key(i), VALUE);
      wait(String.valueOf(i));
    }
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(store.batches).hasSize(1);
    store.complete();
    simulation.runFor(INTERVAL);
    assertThat(store.batches).hasSize(2);
    store.complete();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(told).hasSize(51).startsWith("0", "1", "2").endsWith("49", "50");
  }

  @Test
  void after_a_large_group_the_next_write_waits_for_two_intervals() {
    for (int i = 0; i < StoreDisk.LARGE; i++) {
      shelf.put(key(i), VALUE);
    }
    wait("large");
    simulation.runFor(INTERVAL);
    store.complete();
    shelf.put(key(0), VALUE);
    wait("small");
    simulation.runFor(INTERVAL.dividedBy(2));
    assertThat(told).containsExactly("large");
    assertThat(store.batches).hasSize(1);
    simulation.runFor(INTERVAL);
    assertThat(store.batches).hasSize(2);
    store.complete();
    shelf.put(key(1), VALUE);
    wait("last");
    simulation.runFor(INTERVAL);
    assertThat(store.batches).as("one interval after the small one").hasSize(3);
  }

  @Test
  void what_belongs_together_is_one_write_even_if_the_disk_is_free_in_between()
      throws InterruptedException {
    wait("earlier");
    Thread writer = new Thread(() -> simulation.runFor(INTERVAL), "writer");
    disk.together(
        () -> {
          shelf.put(key(1), VALUE);
          writer.start();
          long end = System.nanoTime() + PATIENCE.toNanos();
          while (writer.isAlive() && writer.getState() != Thread.State.BLOCKED) {
            assertThat(System.nanoTime() - end).as("a write, or a wait for us").isNegative();
            Thread.onSpinWait();
          }
          shelf.put(key(2), VALUE);
          return null;
        });
    writer.join(PATIENCE.toMillis());
    assertThat(store.batches).singleElement().satisfies(b -> assertThat(b.changes()).hasSize(2));
  }

  @Test
  void what_is_removed_needs_no_write_of_its_own_and_is_gone_at_once() {
    shelf.put(key(1), VALUE);
    shelf.remove(key(1));
    assertThat(shelf.get(key(1))).isEmpty();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(store.batches).singleElement().satisfies(b -> assertThat(b.changes()).hasSize(1));
  }

  @Test
  void a_store_that_fails_is_told_to_all_who_wait_and_to_all_who_come() {
    shelf.put(key(1), VALUE);
    wait("one");
    simulation.runFor(INTERVAL);
    shelf.put(key(2), VALUE);
    wait("two");
    store.fail();
    simulation.runFor(Duration.ofSeconds(1));
    store.fail();
    simulation.runFor(Duration.ofSeconds(1));
    wait("three");
    assertThat(told).hasSize(3).allMatch(text -> text.contains("the disk is gone"));
  }

  @Test
  void a_store_that_is_full_is_told_and_what_makes_room_is_written_all_the_same() {
    shelf.put(key(9), VALUE);
    simulation.runFor(Duration.ofSeconds(1));
    store.complete();
    store.full = true;
    shelf.put(key(1), VALUE);
    shelf.remove(key(9));
    wait("one");
    simulation.runFor(INTERVAL);
    assertThat(told).singleElement().asString().contains("failed").contains("ops.store.max.bytes");
    assertThat(shelf.get(key(1))).as("it was not kept").isEmpty();
    store.full = false;
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(store.content).isEmpty();
  }

  @Test
  void what_builds_upon_something_that_was_refused_is_refused_however_late_it_waits() {
    store.full = true;
    Step<Void> step =
        disk.together(
            () -> {
              shelf.put(key(1), VALUE);
              return null;
            });
    wait("earlier");
    simulation.runFor(INTERVAL);
    store.full = false;
    disk.whenWritten(step, () -> told.add("step"), why -> told.add("step failed: " + why));
    simulation.runFor(Duration.ofSeconds(1));
    store.complete();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(told)
        .hasSize(2)
        .allMatch(text -> text.contains("failed") && text.contains("ops.store.max.bytes"));
    assertThat(store.content).isEmpty();
    wait("afterwards");
    simulation.runFor(INTERVAL);
    store.complete();
    simulation.runFor(INTERVAL);
    assertThat(told).endsWith("afterwards");
  }

  @Test
  void what_comes_while_the_store_refuses_is_refused_as_well() {
    store.full = true;
    store.meanwhile =
        () -> {
          assertThat(shelf.get(key(1))).as("seen, and so built upon").isPresent();
          shelf.put(key(2), VALUE);
          wait("later");
        };
    shelf.put(key(1), VALUE);
    wait("first");
    simulation.runFor(INTERVAL);
    store.full = false;
    simulation.runFor(Duration.ofSeconds(1));
    store.complete();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(told).hasSize(2).allMatch(text -> text.contains("failed"));
    assertThat(store.content).isEmpty();
  }

  @Test
  void who_counts_what_is_there_is_told_what_was_not_kept() {
    List<Bytes> dropped = new ArrayList<>();
    shelf.put(key(1), VALUE);
    simulation.runFor(Duration.ofSeconds(1));
    store.complete();
    shelf.onDropped(dropped::add);
    store.full = true;
    shelf.put(key(1), Bytes.EMPTY);
    shelf.put(key(2), VALUE);
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(dropped).containsExactly(key(2));
  }

  /** A store whose disk answers when the test says so. */
  private final class Store implements KeyValueStore, Space {
    final TreeMap<Bytes, Bytes> content = new TreeMap<>();
    final List<Batch> batches = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    boolean full;
    Runnable meanwhile = () -> {};

    @Override
    public Space open(String name, int version, Upgrade upgrade) {
      return this;
    }

    @Override
    public CompletionStage<Void> write(Batch batch, Durability durability)
        throws LimitExceededException {
      if (full) {
        meanwhile.run();
        throw simulation.metrics().limit("ops.store.max.bytes", 1, "bytes").refuse("the store", 2);
      }
      batches.add(batch);
      for (Batch.Change change : batch.changes()) {
        if (change.value().isPresent()) {
          content.put(change.key(), change.value().get());
        } else {
          content.remove(change.key());
        }
      }
      CompletableFuture<Void> written = new CompletableFuture<>();
      waiting.add(written);
      return written;
    }

    void complete() {
      List<CompletableFuture<Void>> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(each -> each.complete(null));
    }

    void fail() {
      List<CompletableFuture<Void>> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(each -> each.completeExceptionally(new StoreException("the disk is gone")));
    }

    @Override
    public String name() {
      return "box";
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(content.get(key));
    }

    @Override
    public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) {
      return List.of();
    }

    @Override
    public long entries() {
      return content.size();
    }

    @Override
    public long bytes() {
      return 0;
    }
  }
}
