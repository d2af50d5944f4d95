// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.p2p.api.resource.ResourceScopes;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.resource.ScopeReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code resources}: one item for each scope that has something in use. */
@Component(service = ControlCommand.class)
public final class ResourcesCommand implements ControlCommand {
  private final ResourceScopes scopes;

  /** Made by Declarative Services. */
  @Activate
  public ResourcesCommand(@Reference ResourceScopes scopes) {
    this.scopes = scopes;
  }

  @Override
  public String name() {
    return "resources";
  }

  @Override
  public String summary() {
    return "Lists what connections, streams and buffers have in use, by scope, and the limits";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (ScopeReport report : scopes.reports()) {
      reply.item(item(report));
    }
  }

  /** A report as JSON values. */
  static Map<String, Object> item(ScopeReport report) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("scope", report.kind().name().toLowerCase(Locale.ROOT));
    item.put("name", report.name());
    item.put("used", values(report.used()));
    item.put("limits", values(report.limits()));
    return item;
  }

  private static Map<String, Object> values(ResourceUsage usage) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("connections_inbound", usage.connectionsInbound());
    values.put("connections_outbound", usage.connectionsOutbound());
    values.put("streams_inbound", usage.streamsInbound());
    values.put("streams_outbound", usage.streamsOutbound());
    values.put("memory", usage.memory());
    return values;
  }
}
