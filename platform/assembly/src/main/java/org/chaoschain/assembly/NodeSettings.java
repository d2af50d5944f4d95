// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.NodeConfiguration;
import org.chaoschain.kernel.config.ConfigurationException;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.chaoschain.kernel.config.ConfigurationLoader;
import org.chaoschain.kernel.config.Metatype;
import org.chaoschain.kernel.config.Nearest;
import org.chaoschain.kernel.config.Setting;
import org.chaoschain.kernel.config.Source;
import org.chaoschain.kernel.feature.FeatureConfiguration;

/**
 * The configurations of a feature, checked against the keys that the chosen bundles declare.
 *
 * @param values of declared keys, for {@code etc/chaos.properties}
 * @param keys all that are declared
 * @param others of PIDs that no bundle declares, and of factories; they stay in the feature file
 * @param remarks what may be a mistake
 */
record NodeSettings(
    Map<String, String> values,
    TreeSet<String> keys,
    List<FeatureConfiguration> others,
    List<String> remarks) {

  static NodeSettings check(NodeDescription description, Resolution resolution)
      throws AssemblyException {
    List<ConfigurationKey> declared = new ArrayList<>(NodeConfiguration.kernelKeys());
    try {
      for (Resolution.Chosen chosen : resolution.chosen()) {
        declared.addAll(Metatype.ofFile(chosen.bundle().file()));
      }
    } catch (IOException e) {
      throw new AssemblyException(Kind.FILES, "a bundle cannot be read: " + e.getMessage(), "", e);
    }
    ConfigurationLoader loader = new ConfigurationLoader().keys(declared);
    TreeSet<String> pids = new TreeSet<>();
    declared.forEach(key -> pids.add(key.pid()));
    List<FeatureConfiguration> others = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (FeatureConfiguration each : description.configurations()) {
      if (each.factoryPid().isEmpty() && pids.contains(each.pid())) {
        loader.feature(each.feature(), each.pid(), each.values());
        continue;
      }
      others.add(each);
      if (each.factoryPid().isEmpty()) {
        remarks.add(
            "%s: no bundle declares keys of %s, its values are not checked%s"
                .formatted(
                    each.feature(),
                    each.pid(),
                    Nearest.to(each.pid(), pids)
                        .map(pid -> "; did you mean " + pid + "?")
                        .orElse("")));
      }
    }
    Map<String, String> values = new TreeMap<>();
    TreeSet<String> keys = new TreeSet<>();
    try {
      for (Setting setting : loader.load().describe()) {
        keys.add(setting.key().name());
        if (setting.source() instanceof Source.Feature && setting.value().isPresent()) {
          String value = setting.value().get();
          if (value.lines().count() > 1) {
            throw new AssemblyException(
                Kind.CONFIGURATION, setting.key().name() + ": a value is one line", "");
          }
          values.put(setting.key().name(), value);
        }
      }
    } catch (ConfigurationException e) {
      throw new AssemblyException(
          Kind.CONFIGURATION, e.getMessage(), "'chaos config --describe' lists keys", e);
    }
    return new NodeSettings(values, keys, others, remarks);
  }
}
