// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.store;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps keys and values over restarts. The service has an object for each bundle, whose spaces no
 * other bundle sees; the generations of one plugin share them. Safe for use by many threads.
 *
 * <p>What is written is seen by reads at once, and is on the disk when the stage of {@link #write}
 * completes: then it survives the end of the process at any moment, and with {@link Durability#NOW}
 * a loss of power. After a crash a batch is there as a whole or not at all, and no batch is there
 * without those that were written before it.
 *
 * <p>If the disk refuses, the store has failed: this and every later call ends with a {@link
 * StoreException} until the store is started again, so that nobody builds on what may not be there.
 */
@ConsumerType
public interface KeyValueStore {
  /** When a write is on the disk. */
  enum Durability {
    /** As soon as the disk has it; writes that come close together share one wait for the disk. */
    NOW,
    /** Within {@code ops.store.interval}, with the next write that waits for the disk. */
    SOON
  }

  /**
   * Opens a space of the calling bundle; it is made if it is not there. To open it again gives the
   * same space.
   *
   * @param name 1 to 64 characters of {@code a-z 0-9 . -}
   * @param version of the form of its content, from 1
   * @param upgrade is asked once, with the space as it is, if its content is of an earlier version;
   *     what it answers and the new version are written together
   * @throws IllegalArgumentException if name or version are not as said above
   * @throws StoreException if the content is of a later version, the upgrade fails, or the store
   *     has failed
   * @throws LimitExceededException if there would be too many spaces
   */
  Space open(String name, int version, Upgrade upgrade)
      throws StoreException, LimitExceededException;

  /**
   * Writes all of a batch, or nothing.
   *
   * @return completes when it is on the disk, on a thread of the store; fails with a {@link
   *     StoreException} if it may not be there
   * @throws IllegalArgumentException if the batch writes to a space of another store
   * @throws LimitExceededException if a key, a value, or the whole of what is kept would become too
   *     large, or too much waits for the disk; nothing was written
   */
  CompletionStage<Void> write(Batch batch, Durability durability) throws LimitExceededException;

  /** Brings the content of a space to a later version. */
  @ConsumerType
  @FunctionalInterface
  interface Upgrade {
    /** For a space that has had one version only. */
    Upgrade NONE =
        (space, from) -> {
          throw new StoreException(
              "the space %s is of version %d, which cannot be upgraded"
                  .formatted(space.name(), from));
        };

    /**
     * What is to be written to the space.
     *
     * @param from the version of its content
     * @throws StoreException if the content is not understood; the space is left as it is
     */
    Batch upgrade(Space space, int from) throws StoreException;
  }
}
