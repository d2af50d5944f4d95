// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The store as the bundle sees it that uses the service: under its symbolic name. */
@Component(service = KeyValueStore.class, scope = ServiceScope.BUNDLE)
public final class BundleStore implements KeyValueStore {
  private final KeyValueStore own;

  /** Made by Declarative Services. */
  @Activate
  public BundleStore(ComponentContext context, @Reference StoreComponent store) {
    own = store.store().of(context.getUsingBundle().getSymbolicName());
  }

  @Override
  public Space open(String name, int version, Upgrade upgrade)
      throws StoreException, LimitExceededException {
    return own.open(name, version, upgrade);
  }

  @Override
  public CompletionStage<Void> write(Batch batch, Durability durability)
      throws LimitExceededException {
    return own.write(batch, durability);
  }
}
