// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.Map;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * That a node has a bundle: what its feature file names.
 *
 * @param node the node
 * @param root the bundle
 */
record RootRequirement(NodeResource node, Root root) implements Requirement {
  @Override
  public String getNamespace() {
    return IdentityNamespace.IDENTITY_NAMESPACE;
  }

  @Override
  public Map<String, String> getDirectives() {
    return Map.of();
  }

  @Override
  public Map<String, Object> getAttributes() {
    return Map.of();
  }

  @Override
  public Resource getResource() {
    return node;
  }
}
