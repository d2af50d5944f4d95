// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import org.chaoschain.api.store.KeyValueStore;

/** A store and what can happen to it, for a {@link KeyValueStoreContract}. */
public interface StoreFixture {
  /** The store as a bundle of that name sees it. */
  KeyValueStore of(String owner);

  /** Ends the store as a kill would, and starts one on what is left. */
  void crash() throws Exception;

  /** From now on the disk refuses to write. */
  void breakDisk() throws Exception;

  /** The limit on a key, in bytes. */
  int largestKey();

  /** Ends it in an orderly way. */
  void close() throws Exception;
}
