// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control command {@code status}. */
@Component(service = ControlCommand.class)
public final class StatusCommand implements ControlCommand {
  private static final Logger LOG = LoggerFactory.getLogger(StatusCommand.class);

  private final Sections sections = new Sections();
  private final AtomicReference<PluginAccounts> accounts = new AtomicReference<>();
  private final Node node;
  private final Clock clock;
  private final Instant startedAt;

  /** Made by Declarative Services. */
  @Activate
  public StatusCommand(@Reference Node node, @Reference Clock clock) {
    this.node = node;
    this.clock = clock;
    this.startedAt = clock.now();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addSection(StatusSection section, Map<String, Object> properties) {
    try {
      sections.add(section, properties, Optional.ofNullable(accounts.get()));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("The status section {} does not say its name", section.getClass().getName(), e);
    }
  }

  void removeSection(StatusSection section, Map<String, Object> properties) {
    sections.remove(properties);
  }

  /** Without it all sections count as part of the node. */
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void setAccounts(PluginAccounts service) {
    accounts.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetAccounts(PluginAccounts service) {
    accounts.compareAndSet(service, null);
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String summary() {
    return "Tells how the node is";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", node.name());
    status.put("chain_id", node.chainId());
    status.put("version", node.version());
    status.put("pid", ProcessHandle.current().pid());
    status.put("java", System.getProperty("java.version"));
    status.put("started_at", startedAt.toString());
    status.put("uptime_s", Duration.between(startedAt, clock.now()).toSeconds());
    sections.tell(status);
    reply.item(status);
  }
}
