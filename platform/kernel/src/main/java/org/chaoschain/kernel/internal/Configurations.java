// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import org.chaoschain.kernel.feature.FeatureConfiguration;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Hands configurations to Configuration Admin, bound to no location, so that a plugin's next
 * version finds them.
 */
final class Configurations {
  private static final String ANY_LOCATION = "?";

  private final ConfigurationAdmin admin;

  Configurations(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  void put(String pid, Map<String, Object> values) throws IOException {
    admin.getConfiguration(pid, ANY_LOCATION).updateIfDifferent(dictionary(values));
  }

  void putFactory(FeatureConfiguration feature) throws IOException {
    String factory = feature.factoryPid().orElseThrow();
    String name =
        feature.pid().startsWith(factory + "~")
            ? feature.pid().substring(factory.length() + 1)
            : feature.pid();
    Configuration configuration = admin.getFactoryConfiguration(factory, name, ANY_LOCATION);
    configuration.updateIfDifferent(dictionary(feature.values()));
  }

  private static Dictionary<String, Object> dictionary(Map<String, Object> values) {
    return FrameworkUtil.asDictionary(values);
  }
}
