// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.osgi.service.feature.ID;

/**
 * What one or several feature files ask for.
 *
 * @param bundles in the order of the files, each id once
 * @param configurations in the order of the files
 */
public record Feature(List<FeatureBundle> bundles, List<FeatureConfiguration> configurations) {
  /** The member of a bundle's metadata that holds its start level. */
  public static final String START_ORDER = "start-order";

  /** The start level of a bundle that names none. */
  public static final int DEFAULT_START_LEVEL = 20;

  /** Keeps immutable copies. */
  public Feature {
    bundles = List.copyOf(bundles);
    configurations = List.copyOf(configurations);
  }

  /** The highest start level of a bundle, 1 if there is none. */
  public int highestStartLevel() {
    return bundles.stream().mapToInt(FeatureBundle::startLevel).max().orElse(1);
  }

  /**
   * Reads feature files.
   *
   * @throws FeatureException if one cannot be read or is no feature, if a bundle's jar is nowhere,
   *     or if two versions of one bundle are asked for; all missing jars of a file are named at
   *     once
   */
  public static Feature read(List<Path> files, BundleFiles jars) throws FeatureException {
    Map<String, FeatureBundle> bundles = new LinkedHashMap<>();
    List<FeatureConfiguration> configurations = new ArrayList<>();
    for (Path file : files) {
      org.osgi.service.feature.Feature feature = parse(file);
      List<String> missing = new ArrayList<>();
      for (org.osgi.service.feature.FeatureBundle bundle : feature.getBundles()) {
        add(file, bundle, jars, bundles, missing);
      }
      if (!missing.isEmpty()) {
        throw new FeatureException(
            "%s: no jar for %s in %s".formatted(file, String.join(", ", missing), jars));
      }
      feature
          .getConfigurations()
          .forEach(
              (pid, configuration) ->
                  configurations.add(
                      new FeatureConfiguration(
                          file, pid, configuration.getFactoryPid(), configuration.getValues())));
    }
    return new Feature(List.copyOf(bundles.values()), configurations);
  }

  private static void add(
      Path file,
      org.osgi.service.feature.FeatureBundle bundle,
      BundleFiles jars,
      Map<String, FeatureBundle> bundles,
      List<String> missing)
      throws FeatureException {
    ID id = bundle.getID();
    String artifact = id.getGroupId() + ":" + id.getArtifactId();
    FeatureBundle earlier = bundles.get(artifact);
    if (earlier != null) {
      if (!earlier.id().equals(id.toString())) {
        throw new FeatureException(
            "%s: %s is asked for, and %s as well; a feature has one version of a bundle"
                .formatted(file, id, earlier.id()));
      }
      return;
    }
    int level = startLevel(file, id, bundle.getMetadata().get(START_ORDER));
    jars.find(id)
        .ifPresentOrElse(
            jar -> bundles.put(artifact, new FeatureBundle(id.toString(), level, jar)),
            () -> missing.add(id.toString()));
  }

  private static int startLevel(Path file, ID id, Object value) throws FeatureException {
    if (value == null) {
      return DEFAULT_START_LEVEL;
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
            .formatted(file, START_ORDER, id, value));
  }

  private static org.osgi.service.feature.Feature parse(Path file) throws FeatureException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new FeatureServiceImpl().readFeature(reader);
    } catch (IOException e) {
      throw new FeatureException(file + ": the feature file cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // the library reports bad JSON and bad ids by various runtime exceptions
      throw new FeatureException(file + ": not an OSGi feature: " + e.getMessage(), e);
    }
  }
}
