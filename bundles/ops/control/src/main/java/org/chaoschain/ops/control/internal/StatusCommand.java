// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code status}. */
@Component(service = ControlCommand.class)
public final class StatusCommand implements ControlCommand {
  private final List<StatusSection> sections = new CopyOnWriteArrayList<>();
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
  void addSection(StatusSection section) {
    sections.add(section);
  }

  void removeSection(StatusSection section) {
    sections.remove(section);
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
    sections.stream()
        .sorted(java.util.Comparator.comparing(StatusSection::name))
        .forEach(section -> status.put(section.name(), section.status()));
    reply.item(status);
  }
}
