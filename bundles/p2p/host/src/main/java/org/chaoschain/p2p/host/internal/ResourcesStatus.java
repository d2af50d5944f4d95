// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.p2p.api.resource.ResourceScopes;
import org.chaoschain.p2p.api.resource.ScopeReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The system and transient scopes in the node's status. */
@Component(service = StatusSection.class)
public final class ResourcesStatus implements StatusSection {
  private final ResourceScopes scopes;

  /** Made by Declarative Services. */
  @Activate
  public ResourcesStatus(@Reference ResourceScopes scopes) {
    this.scopes = scopes;
  }

  @Override
  public String name() {
    return "resources";
  }

  @Override
  public Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    for (ScopeReport report : scopes.reports()) {
      if (report.name().isEmpty()) {
        Map<String, Object> item = ResourcesCommand.item(report);
        status.put((String) item.remove("scope"), item);
        item.remove("name");
      }
    }
    return status;
  }
}
