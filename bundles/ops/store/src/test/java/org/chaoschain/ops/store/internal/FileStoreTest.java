// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.ops.store.core.Engine;
import org.chaoschain.ops.store.core.Stores;
import org.chaoschain.testkit.contract.KeyValueStoreContract;
import org.chaoschain.testkit.contract.StoreFixture;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends KeyValueStoreContract {
  @TempDir Path folder;

  @Override
  protected StoreFixture newStore() throws Exception {
    Path file = folder.resolve("node.mv");
    return new Stores(() -> new FileEngine(file, 1), old -> reopened(old, file));
  }

  private static Engine reopened(Engine old, Path file) {
    old.close();
    try {
      return new FileEngine(file, 1);
    } catch (StoreException e) {
      throw new UncheckedIOException(e);
    }
  }
}
