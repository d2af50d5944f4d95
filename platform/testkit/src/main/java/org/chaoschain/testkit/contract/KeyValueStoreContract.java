// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.KeyValueStore.Durability;
import org.chaoschain.api.store.KeyValueStore.Upgrade;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} does. */
public abstract class KeyValueStoreContract {
  private static final int DEADLINE_SECONDS = 30;

  private StoreFixture fixture;

  /** For the subclass. */
  protected KeyValueStoreContract() {}

  /** An empty store. */
  protected abstract StoreFixture newStore() throws Exception;

  @BeforeEach
  void make() throws Exception {
    fixture = newStore();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private Space open(String owner, String name) throws Exception {
    return fixture.of(owner).open(name, 1, Upgrade.NONE);
  }

  private void write(String owner, Batch batch) throws Exception {
    fixture
        .of(owner)
        .write(batch, Durability.NOW)
        .toCompletableFuture()
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Map<Bytes, Bytes> content(Space space) throws StoreException {
    Map<Bytes, Bytes> all = new TreeMap<>();
    for (Entry entry : space.range(Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE)) {
      all.put(entry.key(), entry.value());
    }
    return all;
  }

  @Test
  void whatWasPutIsThereAndWhatWasRemovedIsNot() throws Exception {
    Space space = open("a", "one");
    assertEquals(Optional.empty(), space.get(bytes("k")));
    write("a", new Batch().put(space, bytes("k"), bytes("v")).put(space, bytes("l"), Bytes.EMPTY));
    assertEquals(Optional.of(bytes("v")), space.get(bytes("k")));
    assertEquals(Optional.of(Bytes.EMPTY), space.get(bytes("l")));
    write("a", new Batch().remove(space, bytes("k")).remove(space, bytes("nobody")));
    assertEquals(Optional.empty(), space.get(bytes("k")));
    assertEquals(1, space.entries());
  }

  @Test
  void aBatchHappensInItsOrder() throws Exception {
    Space space = open("a", "one");
    write(
        "a",
        new Batch()
            .put(space, bytes("k"), bytes("1"))
            .remove(space, bytes("k"))
            .put(space, bytes("k"), bytes("22")));
    assertEquals(Optional.of(bytes("22")), space.get(bytes("k")));
    assertEquals(3, space.bytes());
  }

  @Test
  void whatIsWrittenIsReadAtOnce() throws Exception {
    Space space = open("a", "one");
    fixture.of("a").write(new Batch().put(space, bytes("k"), bytes("v")), Durability.SOON);
    assertEquals(Optional.of(bytes("v")), space.get(bytes("k")));
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() throws Exception {
    Space space = open("a", "one");
    List<Bytes> ordered = new ArrayList<>();
    Batch batch = new Batch();
    for (int first : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
      ordered.add(Bytes.copyOf((byte) first));
      ordered.add(Bytes.copyOf((byte) first, (byte) 0));
      ordered.add(Bytes.copyOf((byte) first, (byte) 0xff));
    }
    for (int i = ordered.size() - 1; i >= 0; i--) {
      batch.put(space, ordered.get(i), Bytes.EMPTY);
    }
    write("a", batch);
    assertEquals(ordered, keys(space.range(Bytes.EMPTY, Optional.empty(), 100)));
    assertEquals(
        ordered.subList(3, 9), keys(space.range(ordered.get(3), Optional.of(ordered.get(9)), 100)));
    assertEquals(ordered.subList(3, 5), keys(space.range(ordered.get(3), Optional.empty(), 2)));
    assertThrows(
        IllegalArgumentException.class, () -> space.range(Bytes.EMPTY, Optional.empty(), 0));
  }

  private static List<Bytes> keys(List<Entry> entries) {
    return entries.stream().map(Entry::key).toList();
  }

  @Test
  void whatTheDiskHasOutlivesACrashAndKeepsItsSizes() throws Exception {
    Space space = open("a", "one");
    write("a", new Batch().put(space, bytes("k"), bytes("v")));
    fixture.crash();
    Space again = open("a", "one");
    assertEquals(Map.of(bytes("k"), bytes("v")), content(again));
    assertEquals(2, again.bytes());
    assertEquals(1, again.entries());
  }

  @Test
  void ofUnfinishedWritesABatchIsThereAsAWholeAndNoneWithoutItsForerunners() throws Exception {
    for (int round = 0; round < 10; round++) {
      Space space = open("a", "one");
      Space other = open("a", "other");
      int written = round * 7;
      for (int i = 0; i < written; i++) {
        Bytes key = bytes("%02d-%03d".formatted(round, i));
        fixture
            .of("a")
            .write(
                new Batch().put(space, key, bytes("x")).put(other, key, bytes("x")),
                i % 3 == 0 ? Durability.NOW : Durability.SOON);
      }
      fixture.crash();
      String prefix = "%02d-".formatted(round);
      List<Bytes> kept =
          content(open("a", "one")).keySet().stream()
              .filter(key -> new String(key.toArray(), StandardCharsets.UTF_8).startsWith(prefix))
              .toList();
      assertEquals(content(open("a", "one")), content(open("a", "other")));
      for (int i = 0; i < kept.size(); i++) {
        assertEquals(bytes("%02d-%03d".formatted(round, i)), kept.get(i));
      }
    }
  }

  @Test
  void itAgreesWithAMapUnderAnyWritesAndCrashes() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Bytes, Bytes> model = new TreeMap<>();
    for (int round = 0; round < 20; round++) {
      Space space = open("a", "one");
      for (int i = 0; i < 20; i++) {
        Batch batch = new Batch();
        for (int n = random.nextInt(5); n >= 0; n--) {
          Bytes key = Bytes.copyOf((byte) random.nextInt(256), (byte) random.nextInt(2));
          if (random.nextInt(3) == 0) {
            model.remove(key);
            batch.remove(space, key);
          } else {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            model.put(key, Bytes.copyOf(value));
            batch.put(space, key, Bytes.wrap(value));
          }
        }
        write("a", batch);
      }
      assertEquals(model, content(space), () -> "seed " + seed);
      long size =
          model.entrySet().stream().mapToLong(e -> e.getKey().size() + e.getValue().size()).sum();
      assertEquals(size, space.bytes(), () -> "seed " + seed);
      assertEquals(model.size(), space.entries(), () -> "seed " + seed);
      fixture.crash();
    }
  }

  @Test
  void nobodySeesOrWritesTheSpacesOfAnother() throws Exception {
    Space mine = open("a", "one");
    Space yours = open("b", "one");
    write("a", new Batch().put(mine, bytes("k"), bytes("v")));
    assertTrue(content(yours).isEmpty());
    Batch foreign = new Batch().put(mine, bytes("k"), bytes("w"));
    assertThrows(
        IllegalArgumentException.class, () -> fixture.of("b").write(foreign, Durability.NOW));
    assertEquals(Map.of(bytes("k"), bytes("v")), content(mine));
  }

  @Test
  void laterVersionsAreRefusedAndEarlierOnesUpgradedOnce() throws Exception {
    KeyValueStore store = fixture.of("a");
    Space first = store.open("one", 1, Upgrade.NONE);
    write("a", new Batch().put(first, bytes("k"), bytes("old")));
    assertThrows(StoreException.class, () -> store.open("one", 3, Upgrade.NONE));
    Upgrade upgrade =
        (space, from) -> {
          assertEquals(1, from);
          assertEquals(Optional.of(bytes("old")), space.get(bytes("k")));
          return new Batch().put(space, bytes("k"), bytes("new"));
        };
    Space second = store.open("one", 2, upgrade);
    assertEquals(Optional.of(bytes("new")), second.get(bytes("k")));
    write("a", new Batch().put(second, bytes("l"), bytes("v")));
    fixture.crash();
    AtomicBoolean asked = new AtomicBoolean();
    Space again =
        fixture
            .of("a")
            .open(
                "one",
                2,
                (space, from) -> {
                  asked.set(true);
                  return new Batch();
                });
    assertEquals(Map.of(bytes("k"), bytes("new"), bytes("l"), bytes("v")), content(again));
    assertEquals(false, asked.get());
    assertThrows(StoreException.class, () -> fixture.of("a").open("one", 1, Upgrade.NONE));
  }

  @Test
  void namesAndVersionsOutOfBoundsAreRefused() {
    KeyValueStore store = fixture.of("a");
    for (String name : List.of("", "A", "a/b", "a b", "x".repeat(65))) {
      assertThrows(IllegalArgumentException.class, () -> store.open(name, 1, Upgrade.NONE));
    }
    assertThrows(IllegalArgumentException.class, () -> store.open("one", 0, Upgrade.NONE));
  }

  @Test
  void aBatchBeyondALimitWritesNothing() throws Exception {
    Space space = open("a", "one");
    write("a", new Batch().put(space, bytes("k"), bytes("v")));
    Batch large =
        new Batch()
            .put(space, bytes("k"), bytes("w"))
            .put(space, Bytes.wrap(new byte[fixture.largestKey() + 1]), Bytes.EMPTY);
    LimitExceededException refused =
        assertThrows(
            LimitExceededException.class, () -> fixture.of("a").write(large, Durability.NOW));
    assertEquals(fixture.largestKey(), refused.limit());
    assertEquals(Map.of(bytes("k"), bytes("v")), content(space));
    assertThrows(IllegalArgumentException.class, () -> new Batch().remove(space, Bytes.EMPTY));
  }

  @Test
  void onceTheDiskHasRefusedNothingIsSaidToBeThere() throws Exception {
    Space space = open("a", "one");
    fixture.breakDisk();
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () ->
                fixture
                    .of("a")
                    .write(new Batch().put(space, bytes("k"), bytes("v")), Durability.NOW)
                    .toCompletableFuture()
                    .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .join());
    assertInstanceOf(StoreException.class, refused.getCause());
    assertThrows(StoreException.class, () -> space.get(bytes("k")));
    assertThrows(StoreException.class, () -> fixture.of("a").open("two", 1, Upgrade.NONE));
  }
}
