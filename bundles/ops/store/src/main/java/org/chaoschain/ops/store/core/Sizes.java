// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch.Change;
import org.chaoschain.api.store.StoreException;

/** What a batch would do to the sizes of the spaces it writes to, found without writing. */
final class Sizes {
  private record Place(StoredSpace space, Bytes key) {}

  private final StoreLimits limits;
  private final Map<StoredSpace, Long> growth = new LinkedHashMap<>();
  private final Map<Place, Long> sizes = new HashMap<>();
  private long written;

  Sizes(StoreLimits limits) {
    this.limits = limits;
  }

  void add(StoredSpace space, Change change) throws StoreException, LimitExceededException {
    Place place = new Place(space, change.key());
    Long known = sizes.get(place);
    long before = known == null ? sizeOf(change.key(), space.table().get(change.key())) : known;
    long after = sizeOf(change.key(), change.value());
    if (change.value().isPresent()) {
      limits.keyBytes().check("a key of the space " + space, change.key().size());
      limits.valueBytes().check("a value of the space " + space, change.value().get().size());
    }
    sizes.put(place, after);
    growth.merge(space, after - before, Long::sum);
    written += after;
  }

  private static long sizeOf(Bytes key, Optional<Bytes> value) {
    return value.map(bytes -> (long) key.size() + bytes.size()).orElse(0L);
  }

  /** The bytes that each space grows by; less than 0 if it shrinks. */
  Map<StoredSpace, Long> growth() {
    return growth;
  }

  /** The bytes that all of them grow by. */
  long total() {
    return growth.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The bytes that go to the disk. */
  long written() {
    return written;
  }
}
