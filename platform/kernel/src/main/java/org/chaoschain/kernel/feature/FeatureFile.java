// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.chaoschain.kernel.internal.FileFacts;
import org.osgi.service.feature.FeatureBundle;

/**
 * What one feature file says.
 *
 * @param bundles in its order
 * @param configurations in its order
 */
record FeatureFile(List<Entry> bundles, List<FeatureConfiguration> configurations) {
  /**
   * A bundle that is asked for.
   *
   * @param id {@code groupId:artifactId[:type[:classifier]]:version}
   */
  record Entry(String id, int startLevel) {
    /** Group and artifact: what a feature has once, whichever of its jars it is. */
    String artifact() {
      int group = id.indexOf(':');
      return id.substring(0, id.indexOf(':', group + 1));
    }
  }

  /**
   * Reads a feature file, unless what it says is known.
   *
   * @throws FeatureException if it cannot be read or is no feature
   */
  static FeatureFile read(Path file, FileFacts facts) throws FeatureException {
    return Files.exists(file)
        ? facts.get(file, new FeatureTexts())
        : parse(file); // which says what is wrong
  }

  static FeatureFile parse(Path file) throws FeatureException {
    org.osgi.service.feature.Feature feature;
    try (Reader reader = Files.newBufferedReader(file)) {
      feature = new FeatureServiceImpl().readFeature(reader);
    } catch (IOException e) {
      throw new FeatureException(file + ": the feature file cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // the library reports bad JSON and bad ids by various runtime exceptions
      throw new FeatureException(file + ": not an OSGi feature: " + e.getMessage(), e);
    }
    List<Entry> bundles = new ArrayList<>();
    for (FeatureBundle bundle : feature.getBundles()) {
      String id = bundle.getID().toString();
      bundles.add(
          new Entry(id, startLevel(file, id, bundle.getMetadata().get(Feature.START_ORDER))));
    }
    List<FeatureConfiguration> configurations = new ArrayList<>();
    feature
        .getConfigurations()
        .forEach(
            (pid, configuration) ->
                configurations.add(
                    new FeatureConfiguration(
                        file, pid, configuration.getFactoryPid(), configuration.getValues())));
    return new FeatureFile(bundles, configurations);
  }

  private static int startLevel(Path file, String id, Object value) throws FeatureException {
    if (value == null) {
      return Feature.DEFAULT_START_LEVEL;
    }
    try {
      int level = (int) Double.parseDouble(value.toString());
      if (level >= 1 && level <= 1000) {
        return level;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new FeatureException(
        "%s: %s of %s is a number from 1 to 1000, not '%s'"
            .formatted(file, Feature.START_ORDER, id, value));
  }
}
