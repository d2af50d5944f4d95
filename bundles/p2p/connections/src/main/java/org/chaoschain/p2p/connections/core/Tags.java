// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.host.PeerTags;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What peers are worth, by tags that stay and by services that are asked. */
public final class Tags implements PeerTags {
  private static final Logger LOG = LoggerFactory.getLogger(Tags.class);

  private final Map<PeerId, Row> rows = new HashMap<>();
  private final List<PeerValue> values = new CopyOnWriteArrayList<>();
  private final Limit maxPeers;
  private final Limit maxTags;

  private static final class Row {
    final Set<String> protections = new TreeSet<>();
    final Map<String, Integer> values = new HashMap<>();

    int size() {
      return protections.size() + values.size();
    }
  }

  /** No tags. */
  public Tags(int maxPeers, int maxTags, Metrics metrics) {
    this.maxPeers = metrics.limit(KeeperConfig.KEY_PREFIX + "max.tagged.peers", maxPeers, "peers");
    this.maxTags = metrics.limit(KeeperConfig.KEY_PREFIX + "max.tags.per.peer", maxTags, "tags");
  }

  /** Asks this service too. */
  public void add(PeerValue value) {
    values.add(value);
  }

  /** Asks it no more. */
  public void remove(PeerValue value) {
    values.remove(value);
  }

  private Row row(PeerId peer, boolean one) throws LimitExceededException {
    Row row = rows.get(peer);
    if (row == null) {
      maxPeers.check("tags of " + peer, rows.size() + 1L);
      row = new Row();
      rows.put(peer, row);
    } else if (one) {
      maxTags.check("tags of " + peer, row.size() + 1L);
    }
    return row;
  }

  @Override
  public synchronized void protect(PeerId peer, String tag) throws LimitExceededException {
    row(peer, !protections(peer).contains(tag)).protections.add(tag);
  }

  @Override
  public synchronized boolean unprotect(PeerId peer, String tag) {
    Row row = rows.get(peer);
    if (row == null) {
      return false;
    }
    row.protections.remove(tag);
    forgetIfEmpty(peer, row);
    return !row.protections.isEmpty();
  }

  private void forgetIfEmpty(PeerId peer, Row row) {
    if (row.size() == 0) {
      rows.remove(peer);
    }
  }

  @Override
  public synchronized Set<String> protections(PeerId peer) {
    Row row = rows.get(peer);
    return row == null ? Set.of() : Set.copyOf(row.protections);
  }

  @Override
  public synchronized Set<PeerId> protectedPeers() {
    Set<PeerId> peers = new HashSet<>();
    rows.forEach(
        (peer, row) -> {
          if (!row.protections.isEmpty()) {
            peers.add(peer);
          }
        });
    return peers;
  }

  @Override
  public synchronized void tag(PeerId peer, String tag, int value) throws LimitExceededException {
    Row known = rows.get(peer);
    row(peer, known != null && !known.values.containsKey(tag)).values.put(tag, cut(value));
  }

  @Override
  public synchronized void untag(PeerId peer, String tag) {
    Row row = rows.get(peer);
    if (row != null) {
      row.values.remove(tag);
      forgetIfEmpty(peer, row);
    }
  }

  @Override
  public long value(PeerId peer) {
    long sum = 0;
    synchronized (this) {
      Row row = rows.get(peer);
      if (row != null) {
        sum = row.values.values().stream().mapToLong(Integer::longValue).sum();
      }
    }
    for (PeerValue value : values) {
      sum += ask(value, peer);
    }
    return sum;
  }

  private static int ask(PeerValue value, PeerId peer) {
    try {
      return cut(value.value(peer));
    } catch (RuntimeException | Error e) {
      LOG.warn("A value of peers failed: {}", value.getClass().getName(), e);
      return 0;
    }
  }

  private static int cut(int value) {
    return Math.max(-MAX_VALUE, Math.min(MAX_VALUE, value));
  }
}
