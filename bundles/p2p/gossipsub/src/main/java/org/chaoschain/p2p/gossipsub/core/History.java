// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The messages of the last heartbeats, to advertise them and to give them out: the message cache of
 * the specification. Each heartbeat begins a window; the oldest window leaves as a whole.
 */
final class History {
  private final int windowsKept;
  private final int windowsAdvertised;
  private final Limit maxBytes;
  private final Map<MessageId, Kept> kept = new HashMap<>(4);

  /** The newest first. */
  private final Deque<List<Kept>> windows = new ArrayDeque<>(8);

  private long bytes;

  /** A message, and how often each peer was given it. */
  static final class Kept {
    final MessageId id;
    final Message message;
    private Map<PeerId, Integer> given;

    Kept(MessageId id, Message message) {
      this.id = id;
      this.message = message;
    }

    /** Counts that a peer is given it; says for the how many'th time. */
    int give(PeerId peer) {
      if (given == null) {
        given = new HashMap<>(4);
      }
      return given.merge(peer, 1, Integer::sum);
    }
  }

  History(int windowsKept, int windowsAdvertised, Limit maxBytes) {
    this.windowsKept = windowsKept;
    this.windowsAdvertised = windowsAdvertised;
    this.maxBytes = maxBytes;
    windows.addFirst(List.of());
  }

  void add(MessageId id, Message message) {
    int size = message.data().size();
    Kept entry = new Kept(id, message);
    if (kept.putIfAbsent(id, entry) != null) {
      return;
    }
    List<Kept> newest = windows.removeFirst();
    List<Kept> growing = newest.isEmpty() ? new ArrayList<>(4) : newest;
    growing.add(entry);
    windows.addFirst(growing);
    bytes += size;
    while (!maxBytes.allows(bytes) && windows.size() > 1) {
      maxBytes.refused().increment();
      dropOldestWindow();
    }
  }

  /** The message of that id, or null. */
  Kept get(MessageId id) {
    return kept.get(id);
  }

  /** The ids to advertise, by topic, the newest first; topics in the order of their messages. */
  Map<String, List<MessageId>> advertised() {
    Map<String, List<MessageId>> ids = new LinkedHashMap<>(4);
    int left = windowsAdvertised;
    for (List<Kept> window : windows) {
      if (left-- == 0) {
        break;
      }
      for (int i = window.size() - 1; i >= 0; i--) {
        Kept entry = window.get(i);
        ids.computeIfAbsent(entry.message.topic(), topic -> new ArrayList<>()).add(entry.id);
      }
    }
    return ids;
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** A heartbeat: a new window begins, the oldest leaves. */
  void shift() {
    if (windows.size() >= windowsKept) {
      dropOldestWindow();
    }
    if (kept.isEmpty()) {
      windows.clear();
    }
    windows.addFirst(List.of());
  }

  private void dropOldestWindow() {
    for (Kept entry : windows.removeLast()) {
      kept.remove(entry.id);
      bytes -= entry.message.data().size();
    }
  }
}
