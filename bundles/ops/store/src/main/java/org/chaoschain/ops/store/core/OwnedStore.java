// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;

/** What one bundle sees of an {@link EmbeddedStore}. */
record OwnedStore(EmbeddedStore store, String owner) implements KeyValueStore {
  @Override
  public Space open(String name, int version, Upgrade upgrade)
      throws StoreException, LimitExceededException {
    return store.open(owner, name, version, upgrade);
  }

  @Override
  public CompletionStage<Void> write(Batch batch, Durability durability)
      throws LimitExceededException {
    return store.write(owner, batch, durability);
  }
}
