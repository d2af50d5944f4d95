// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.KeyValueStore.Durability;
import org.chaoschain.api.store.KeyValueStore.Upgrade;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** In virtual time: when the disk is waited for, and what the limits refuse. */
class EmbeddedStoreTest {
  private final Simulation simulation = new Simulation();
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Stores.Fragile engine = new Stores.Fragile(new MemoryEngine());
  private final List<StoreException> failures = new ArrayList<>();
  private final EmbeddedStore embedded = embedded();
  private final KeyValueStore store = embedded.of("owner");

  private EmbeddedStore embedded() {
    try {
      return new EmbeddedStore(
          engine,
          StoreLimits.of(metrics, 1000, 600, 10, 400, 2, 700),
          simulation.clock(),
          simulation.scheduler(),
          simulation.scheduler().serial("store"),
          Duration.ofSeconds(1),
          metrics,
          failures::add);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes bytes(int size) {
    return Bytes.wrap(new byte[size]);
  }

  private CompletableFuture<Void> put(Space space, int key, int size, Durability durability)
      throws Exception {
    return store
        .write(new Batch().put(space, Bytes.copyOf((byte) key), bytes(size)), durability)
        .toCompletableFuture();
  }

  @Test
  void writesThatComeTogetherShareOneWaitForTheDisk() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(put(space, i, 1, Durability.NOW));
    }
    assertThat(all).noneMatch(CompletableFuture::isDone);
    simulation.runUntilIdle();
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(engine.syncs).hasValue(1);
  }

  @Test
  void aLazyWriteIsOnTheDiskWithinTheIntervalAndWithTheNextThatIsNot() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    CompletableFuture<Void> lazy = put(space, 1, 1, Durability.SOON);
    simulation.runFor(Duration.ofMillis(900));
    assertThat(lazy).isNotDone();
    simulation.runFor(Duration.ofMillis(100));
    assertThat(lazy).isDone();

    CompletableFuture<Void> another = put(space, 2, 1, Durability.SOON);
    put(space, 3, 1, Durability.NOW);
    simulation.runFor(Duration.ofMillis(1));
    assertThat(another).isDone();
  }

  @Test
  void theWholeAndTheShareOfABundleAreBounded() throws Exception {
    Space mine = store.open("one", 1, Upgrade.NONE);
    put(mine, 1, 399, Durability.NOW);
    simulation.runUntilIdle();
    assertThatThrownBy(() -> put(mine, 2, 399, Durability.NOW))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ops.store.max.owner.bytes");
    KeyValueStore other = embedded.of("other");
    Space yours = other.open("one", 1, Upgrade.NONE);
    other.write(new Batch().put(yours, Bytes.copyOf((byte) 1), bytes(399)), Durability.NOW);
    simulation.runUntilIdle();
    Batch more = new Batch().put(yours, Bytes.copyOf((byte) 2), bytes(199));
    other.write(more, Durability.NOW);
    simulation.runUntilIdle();
    assertThat(embedded.bytes()).isEqualTo(1000);
    assertThatThrownBy(() -> put(mine, 2, 0, Durability.NOW))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ops.store.max.bytes");
    // what takes less room is always taken
    put(mine, 1, 10, Durability.NOW);
    assertThat(mine.bytes()).isEqualTo(11);
    assertThat(metrics.count("limit.refused", "key", "ops.store.max.bytes")).isEqualTo(1);
  }

  @Test
  void whatWaitsForTheDiskIsBounded() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    put(space, 1, 399, Durability.SOON);
    assertThatThrownBy(() -> put(space, 1, 398, Durability.NOW))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ops.store.max.pending.bytes");
    simulation.runFor(Duration.ofSeconds(1));
    put(space, 1, 398, Durability.NOW);
    simulation.runUntilIdle();
    assertThat(embedded.pendingBytes()).isZero();
  }

  @Test
  void valuesAndSpacesAreBounded() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    assertThatThrownBy(() -> put(space, 1, 401, Durability.NOW))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ops.store.max.value.bytes");
    store.open("two", 1, Upgrade.NONE);
    assertThatThrownBy(() -> store.open("three", 1, Upgrade.NONE))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("ops.store.max.spaces");
    assertThat(store.open("two", 1, Upgrade.NONE).name()).isEqualTo("two");
  }

  @Test
  void aFailureIsToldOnceAndToAllWhoWait() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    CompletableFuture<Void> first = put(space, 1, 1, Durability.NOW);
    CompletableFuture<Void> second = put(space, 2, 1, Durability.SOON);
    engine.broken = true;
    simulation.runUntilIdle();
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(put(space, 3, 1, Durability.NOW)).isCompletedExceptionally();
    simulation.runUntilIdle();
    assertThat(failures).hasSize(1);
  }

  @Test
  void closingBringsEverythingToTheDisk() throws Exception {
    Space space = store.open("one", 1, Upgrade.NONE);
    CompletableFuture<Void> lazy = put(space, 1, 1, Durability.SOON);
    embedded.close();
    assertThat(lazy).isCompleted();
    assertThatThrownBy(() -> space.get(bytes(1))).isInstanceOf(StoreException.class);
    assertThat(failures).isEmpty();
  }
}
