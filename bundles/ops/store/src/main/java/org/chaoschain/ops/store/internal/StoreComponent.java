// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.ops.store.core.EmbeddedStore;
import org.chaoschain.ops.store.core.StoreLimits;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The store of the node, in {@code store/node.mv}, and the status section {@code store}. */
@Component(
    service = {StoreComponent.class, StatusSection.class},
    configurationPid = StoreConfiguration.PID)
@Designate(ocd = StoreConfiguration.class)
public final class StoreComponent implements StatusSection {
  private final FileEngine engine;
  private final EmbeddedStore store;
  private final List<Cancellable> running;
  private volatile String failure = "";

  /** Made by Declarative Services. */
  @Activate
  public StoreComponent(
      @Reference Node node,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      StoreConfiguration configuration)
      throws StoreException {
    StoreLimits limits =
        StoreLimits.of(
            metrics,
            ByteSize.parse(configuration.max_bytes()).bytes(),
            ByteSize.parse(configuration.max_owner_bytes()).bytes(),
            ByteSize.parse(configuration.max_key_bytes()).bytes(),
            ByteSize.parse(configuration.max_value_bytes()).bytes(),
            configuration.max_spaces(),
            ByteSize.parse(configuration.max_pending_bytes()).bytes());
    int mebibytes = (int) Math.max(1, ByteSize.parse(configuration.cache()).bytes() >> 20);
    Duration compaction = TimeSpan.parse(configuration.compact_interval());
    SerialExecutor executor = scheduler.serial("ops-store");
    engine = new FileEngine(node.directory("store").resolve("node.mv"), mebibytes);
    try {
      store =
          new EmbeddedStore(
              engine,
              limits,
              clock,
              scheduler,
              executor,
              TimeSpan.parse(configuration.interval()),
              metrics,
              cause -> failed(events, cause));
    } catch (StoreException | RuntimeException e) {
      engine.close();
      throw e;
    }
    running =
        List.of(
            scheduler.scheduleWithFixedDelay(
                compaction, compaction, () -> executor.execute(store::compact)),
            metrics.gauge("ops.store.bytes", store::bytes),
            metrics.gauge("ops.store.pending.bytes", store::pendingBytes),
            metrics.gauge("ops.store.file.bytes", engine::fileBytes));
  }

  @Deactivate
  void deactivate() {
    running.forEach(Cancellable::cancel);
    store.close();
  }

  private void failed(Events events, StoreException cause) {
    failure = String.valueOf(cause.getMessage());
    events.publish(
        new Event(
            Event.Category.OPERATION,
            Event.Severity.CRITICAL,
            "store.failed",
            "The store has failed, and nothing is kept from now on: " + failure,
            Map.of()));
  }

  EmbeddedStore store() {
    return store;
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", failure.isEmpty() ? "ok" : "failed: " + failure);
    status.put("bytes", store.bytes());
    status.put("pending_bytes", store.pendingBytes());
    status.put("file_bytes", engine.fileBytes());
    Map<String, String> spaces = new TreeMap<>();
    for (Space space : store.spaces()) {
      spaces.put(
          space.toString(), "%d entries, %d bytes".formatted(space.entries(), space.bytes()));
    }
    status.put("spaces", spaces);
    return status;
  }
}
