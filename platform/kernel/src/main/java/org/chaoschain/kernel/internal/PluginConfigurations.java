// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.chaoschain.kernel.config.Configuration;
import org.chaoschain.kernel.config.Configuration.PluginDictionaries;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.chaoschain.kernel.config.Metatype;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a bundle outside the feature resolves, reads the keys it declares and hands on what they are
 * set to, before it starts. A wrong setting is told to the log and left out: the node is up and
 * stays up.
 */
final class PluginConfigurations implements SynchronousBundleListener {
  private static final Logger log = LoggerFactory.getLogger(PluginConfigurations.class);

  private final Configuration configuration;
  private final Configurations configurations;
  private final Predicate<Bundle> ofFeature;

  PluginConfigurations(
      Configuration configuration, Configurations configurations, Predicate<Bundle> ofFeature) {
    this.configuration = configuration;
    this.configurations = configurations;
    this.ofFeature = ofFeature;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() != BundleEvent.RESOLVED
        || ofFeature.test(bundle)
        || !configuration.hasPluginKeys()) {
      return;
    }
    try {
      PluginDictionaries found = configuration.forPlugin(keys(bundle));
      found
          .problems()
          .forEach(problem -> log.warn("{} of plugin {}", problem, bundle.getSymbolicName()));
      for (Map.Entry<String, Map<String, Object>> entry : found.byPid().entrySet()) {
        configurations.put(entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      log.warn(
          "the configuration of plugin {} cannot be read: {}",
          bundle.getSymbolicName(),
          e.getMessage());
    }
  }

  private static List<ConfigurationKey> keys(Bundle bundle) throws IOException {
    List<ConfigurationKey> keys = new ArrayList<>();
    var paths = bundle.getEntryPaths(Metatype.FOLDER);
    if (paths == null) {
      return keys;
    }
    for (String path : Collections.list(paths)) {
      URL resource = bundle.getEntry(path);
      if (path.endsWith(".xml") && resource != null) {
        try (InputStream in = resource.openStream()) {
          keys.addAll(Metatype.read(in));
        }
      }
    }
    return keys;
  }
}
