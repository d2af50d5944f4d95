// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.utils.resource.RequirementImpl;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** The node that is to be made, as the resolver sees it: it requires its roots. */
final class NodeResource implements Resource {
  /** The kernel hands all configurations to that service. */
  private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

  private final String name;
  private final List<Requirement> requirements = new ArrayList<>();

  NodeResource(String name, List<Root> roots) {
    this.name = name;
    roots.forEach(root -> requirements.add(new RootRequirement(this, root)));
    requirements.add(
        new RequirementImpl(
            this,
            ComponentDescriptions.SERVICE,
            Map.of("filter", "(objectClass=" + CONFIGURATION_ADMIN + ")"),
            Map.of()));
  }

  @Override
  public List<Capability> getCapabilities(String namespace) {
    return List.of();
  }

  @Override
  public List<Requirement> getRequirements(String namespace) {
    return requirements.stream()
        .filter(each -> namespace == null || each.getNamespace().equals(namespace))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
