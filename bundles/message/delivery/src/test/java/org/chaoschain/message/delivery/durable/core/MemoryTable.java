// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.api.bytes.Bytes;

/** What an inbox remembers, with what of it is on the disk: a crash brings that back. */
final class MemoryTable implements InboxTable {
  private TreeMap<Bytes, Fate> seen = new TreeMap<>();
  private TreeMap<Bytes, Fate> written = new TreeMap<>();
  private long forgotten = -1;

  void flush() {
    written = new TreeMap<>(seen);
  }

  void crash() {
    seen = new TreeMap<>(written);
  }

  @Override
  public Optional<Fate> get(InboxKey key) {
    return Optional.ofNullable(seen.get(key.encode()));
  }

  @Override
  public void put(InboxKey key, Fate fate) {
    seen.put(key.encode(), fate);
  }

  @Override
  public List<InboxKey> removeFirst(int most, long upToExpiry) {
    List<InboxKey> removed = new ArrayList<>();
    while (removed.size() < most
        && !seen.isEmpty()
        && InboxKey.decode(seen.firstKey()).expiry() <= upToExpiry) {
      removed.add(InboxKey.decode(seen.pollFirstEntry().getKey()));
    }
    return removed;
  }

  @Override
  public long size() {
    return seen.size();
  }

  @Override
  public long cancelled() {
    return seen.values().stream().filter(fate -> fate == Fate.CANCELLED).count();
  }

  @Override
  public long forgotten() {
    return forgotten;
  }

  @Override
  public void forgotten(long expiry) {
    forgotten = expiry;
  }
}
