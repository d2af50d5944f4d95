// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.testkit.contract.KeyValueStoreContract;
import org.chaoschain.testkit.contract.StoreFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract notices each of these broken stores. */
class BrokenStoreTest {
  @ParameterizedTest
  @CsvSource({
    "OrdersSignedBytes, keysAreOrderedAsUnsignedBytes",
    "SaysTooEarly, whatTheDiskHasOutlivesACrashAndKeepsItsSizes",
    "SaysTooEarly, itAgreesWithAMapUnderAnyWritesAndCrashes",
    "WritesHalves, ofUnfinishedWritesABatchIsThereAsAWholeAndNoneWithoutItsForerunners",
    "HidesTheDisk, onceTheDiskHasRefusedNothingIsSaidToBeThere",
    "KnowsNoOwners, nobodySeesOrWritesTheSpacesOfAnother"
  })
  void theContractFails(String broken, String test) throws Exception {
    Class<?> suite = Class.forName(BrokenStoreTest.class.getName() + "$" + broken);
    List<String> failed =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(suite, test))
            .execute()
            .testEvents()
            .failed()
            .map(Event::getTestDescriptor)
            .map(descriptor -> descriptor.getDisplayName())
            .toList();
    assertThat(failed).containsExactly(test + "()");
  }

  /** An engine as it should be, but for what a subclass changes. */
  static class Changed implements Engine {
    final MemoryEngine sound;

    Changed(MemoryEngine sound) {
      this.sound = sound;
    }

    @Override
    public Table table(String name) throws StoreException {
      return sound.table(name);
    }

    @Override
    public void commit() throws StoreException {
      sound.commit();
    }

    @Override
    public void sync() throws StoreException {
      sound.sync();
    }

    @Override
    public void compact() throws StoreException {
      sound.compact();
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  abstract static class Broken extends KeyValueStoreContract {
    abstract Changed broken(MemoryEngine sound);

    @Override
    protected StoreFixture newStore() throws Exception {
      return new Stores(
          () -> broken(new MemoryEngine()), old -> broken(((Changed) old).sound.afterKill()));
    }
  }

  static final class OrdersSignedBytes extends Broken {
    @Override
    Changed broken(MemoryEngine sound) {
      return new Changed(sound) {
        @Override
        public Table table(String name) throws StoreException {
          return new ChangedTable(sound.table(name)) {
            @Override
            public List<Entry> range(Bytes from, Optional<Bytes> to, int limit)
                throws StoreException {
              List<Entry> all = new ArrayList<>(super.range(from, to, limit));
              all.sort(Comparator.comparing(e -> e.key().toArray(), java.util.Arrays::compare));
              return all;
            }
          };
        }
      };
    }
  }

  static final class SaysTooEarly extends Broken {
    @Override
    Changed broken(MemoryEngine sound) {
      return new Changed(sound) {
        @Override
        public void commit() {}
      };
    }
  }

  static final class WritesHalves extends Broken {
    @Override
    Changed broken(MemoryEngine sound) {
      return new Changed(sound) {
        @Override
        public Table table(String name) throws StoreException {
          return new ChangedTable(sound.table(name)) {
            @Override
            public void put(Bytes key, Bytes value) throws StoreException {
              super.put(key, value);
              if (name.endsWith("/one")) {
                sound.commit();
              }
            }
          };
        }

        @Override
        public void commit() throws StoreException {
          // so late that a kill comes before it
        }
      };
    }
  }

  static final class HidesTheDisk extends KeyValueStoreContract {
    @Override
    protected StoreFixture newStore() throws Exception {
      return new Deaf(new MemoryStoreTest().newStore());
    }
  }

  static final class KnowsNoOwners extends KeyValueStoreContract {
    @Override
    protected StoreFixture newStore() throws Exception {
      return new Deaf(new MemoryStoreTest().newStore());
    }
  }

  /** Has one owner, and no disk that breaks. */
  private record Deaf(StoreFixture sound) implements StoreFixture {
    @Override
    public KeyValueStore of(String owner) {
      return sound.of("everyone");
    }

    @Override
    public void crash() throws Exception {
      sound.crash();
    }

    @Override
    public void breakDisk() {}

    @Override
    public int largestKey() {
      return sound.largestKey();
    }

    @Override
    public void close() throws Exception {
      sound.close();
    }
  }

  private static class ChangedTable implements Table {
    private final Table sound;

    ChangedTable(Table sound) {
      this.sound = sound;
    }

    @Override
    public Optional<Bytes> get(Bytes key) throws StoreException {
      return sound.get(key);
    }

    @Override
    public void put(Bytes key, Bytes value) throws StoreException {
      sound.put(key, value);
    }

    @Override
    public void remove(Bytes key) throws StoreException {
      sound.remove(key);
    }

    @Override
    public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException {
      return sound.range(from, to, limit);
    }

    @Override
    public long entries() {
      return sound.entries();
    }
  }
}
