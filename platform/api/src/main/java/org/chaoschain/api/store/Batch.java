// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * What is written at once, in this order. It can be used for one write and, if that was refused,
 * for another. Not safe for use by many threads.
 */
public final class Batch {
  private final List<Change> changes = new ArrayList<>();

  /** An empty one. */
  public Batch() {}

  /**
   * A change of one key.
   *
   * @param space where
   * @param key 1 byte at least
   * @param value the new value, or empty to remove the key
   */
  public record Change(Space space, Bytes key, Optional<Bytes> value) {
    /** Checks the key. */
    public Change {
      if (key.isEmpty()) {
        throw new IllegalArgumentException(
            "space %s: a key has at least 1 byte, and this one has 0".formatted(space.name()));
      }
    }
  }

  /**
   * Sets a key.
   *
   * @throws IllegalArgumentException if the key is empty
   */
  public Batch put(Space space, Bytes key, Bytes value) {
    changes.add(new Change(space, key, Optional.of(value)));
    return this;
  }

  /**
   * Removes a key; nothing happens if it is not there.
   *
   * @throws IllegalArgumentException if the key is empty
   */
  public Batch remove(Space space, Bytes key) {
    changes.add(new Change(space, key, Optional.empty()));
    return this;
  }

  /** What has been asked for, in order; a copy. */
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Whether nothing has been asked for. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }
}
