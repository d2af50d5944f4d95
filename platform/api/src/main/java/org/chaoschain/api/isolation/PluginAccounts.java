// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows whose a service is. A service of the node; whoever takes up services that a plugin may
 * register asks it once for each, when it takes it up. Safe for use by many threads; never blocks.
 */
@ProviderType
public interface PluginAccounts {
  /**
   * The account of whoever has registered a service.
   *
   * @param properties the service's properties; {@code service.bundleid} decides
   * @return the plugin's account, the same for all its generations; {@link PluginAccount#NODE} for
   *     what is part of the node
   */
  PluginAccount of(Map<String, ?> properties);
}
