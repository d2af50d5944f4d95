// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import org.chaoschain.testkit.contract.KeyValueStoreContract;
import org.chaoschain.testkit.contract.StoreFixture;

class MemoryStoreTest extends KeyValueStoreContract {
  @Override
  protected StoreFixture newStore() throws Exception {
    return new Stores(MemoryEngine::new, engine -> ((MemoryEngine) engine).afterPowerLoss());
  }
}
