// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/**
 * The values this node keeps for others. Only what a validator has checked is kept, of each key the
 * best, until it expires. When it is full the farthest from this node goes, if the newcomer is
 * closer: whoever fills it cannot drive out what belongs here. Pure, the time comes in. Not safe
 * for use by many threads.
 */
public final class RecordStore {
  private record Stored(KadRecord record, KadKey point, Instant expiry) {
    long size() {
      return (long) record.key().size() + record.value().size();
    }
  }

  private final RecordValidators validators;
  private final KadLimits limits;
  private final Duration lifetime;
  private final Map<Bytes, Stored> byKey = new HashMap<>();

  /** By distance from this node, the closest first. */
  private final TreeMap<KadKey, Stored> byDistance;

  private long bytes;

  /**
   * Makes an empty store.
   *
   * @param self this node's point
   * @param lifetime how long a value is kept unless it expires earlier by itself
   */
  public RecordStore(
      KadKey self, RecordValidators validators, KadLimits limits, Duration lifetime) {
    this.validators = validators;
    this.limits = limits;
    this.lifetime = lifetime;
    Comparator<KadKey> order = self::compareDistance;
    this.byDistance = new TreeMap<>(order);
  }

  /**
   * Takes a value.
   *
   * @return whether it is new here; false if this very value was known and lives longer now
   * @throws RecordRefusedException if it is not valid, worse than what is known, or there is no
   *     room
   */
  public boolean put(KadRecord record, Instant now) throws RecordRefusedException {
    checkSizes(record);
    RecordValidator validator = validators.of(record.key());
    Instant validUntil = validator.validate(record.key(), record.value(), now);
    Instant kept = now.plus(lifetime);
    Stored stored =
        new Stored(record, KadKey.of(record.key()), validUntil.isBefore(kept) ? validUntil : kept);
    Stored known = live(record.key(), now);
    boolean same = known != null && known.record().value().equals(record.value());
    if (known != null
        && !same
        && validator.compare(record.key(), known.record().value(), record.value()) > 0) {
      throw new RecordRefusedException(
          Reason.STALE, "a better value of " + record.key() + " is known");
    }
    if (known != null) {
      drop(known);
    }
    if (!makeRoom(stored, now)) {
      if (known != null) {
        add(known);
      }
      throw new RecordRefusedException(
          Reason.LIMIT,
          limits
              .records()
              .refuse(
                  "the store of %d bytes, with values closer to this node than %s"
                      .formatted(bytes, record.key()),
                  byKey.size() + 1L)
              .getMessage());
    }
    add(stored);
    return !same;
  }

  private void checkSizes(KadRecord record) throws RecordRefusedException {
    try {
      limits.key().check("the key of a value", record.key().size());
      limits.value().check("the value of " + record.key(), record.value().size());
    } catch (org.chaoschain.api.metrics.LimitExceededException e) {
      throw new RecordRefusedException(Reason.LIMIT, e.getMessage());
    }
  }

  /** Drops what is farther than the newcomer until it fits; nothing if it will not fit. */
  private boolean makeRoom(Stored stored, Instant now) {
    if (!fits(stored)) {
      expire(now);
    }
    while (!fits(stored)) {
      Map.Entry<KadKey, Stored> farthest = byDistance.lastEntry();
      if (farthest == null
          || byDistance.comparator().compare(stored.point(), farthest.getKey()) >= 0) {
        return false;
      }
      limits.records().refused().increment();
      drop(farthest.getValue());
    }
    return true;
  }

  private boolean fits(Stored stored) {
    return limits.records().allows(byKey.size() + 1L)
        && limits.recordBytes().allows(bytes + stored.size());
  }

  private void add(Stored stored) {
    byKey.put(stored.record().key(), stored);
    byDistance.put(stored.point(), stored);
    bytes += stored.size();
  }

  private void drop(Stored stored) {
    byKey.remove(stored.record().key());
    byDistance.remove(stored.point());
    bytes -= stored.size();
  }

  private Stored live(Bytes key, Instant now) {
    Stored known = byKey.get(key);
    if (known != null && !now.isBefore(known.expiry())) {
      drop(known);
      return null;
    }
    return known;
  }

  /** The value of a key, if it has not expired. */
  public Optional<KadRecord> get(Bytes key, Instant now) {
    return Optional.ofNullable(live(key, now)).map(Stored::record);
  }

  /** Drops what has expired; says how many. */
  public int expire(Instant now) {
    int before = byKey.size();
    byKey.values().stream()
        .filter(stored -> !now.isBefore(stored.expiry()))
        .toList()
        .forEach(this::drop);
    return before - byKey.size();
  }

  /** How many values are kept. */
  public int size() {
    return byKey.size();
  }

  /** How many bytes they have, with their keys. */
  public long bytes() {
    return bytes;
  }
}
