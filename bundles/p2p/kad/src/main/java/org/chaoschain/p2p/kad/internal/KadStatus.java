// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.internal;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.control.StatusSection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The status section {@code dht}: the way into the network, the table and the stores. */
@Component(service = StatusSection.class)
public final class KadStatus implements StatusSection {
  private static final long PATIENCE_SECONDS = 5;

  private final KadComponent kad;

  /** Made by Declarative Services. */
  @Activate
  public KadStatus(@Reference KadComponent kad) {
    this.kad = kad;
  }

  @Override
  public String name() {
    return "dht";
  }

  @Override
  public Map<String, ?> status() {
    try {
      return kad.dht().status().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of("state", "unknown, the question was interrupted");
    } catch (ExecutionException | TimeoutException e) {
      return Map.of("state", "unknown, the DHT does not answer: " + e);
    }
  }
}
