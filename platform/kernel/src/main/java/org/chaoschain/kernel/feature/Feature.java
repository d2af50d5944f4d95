// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.kernel.internal.FileFacts;

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
    return read(files, jars, FileFacts.none());
  }

  /** The same with what is known of the files. */
  public static Feature read(List<Path> files, BundleFiles jars, FileFacts facts)
      throws FeatureException {
    Map<String, FeatureBundle> bundles = new LinkedHashMap<>();
    List<FeatureConfiguration> configurations = new ArrayList<>();
    for (Path file : files) {
      FeatureFile feature = FeatureFile.read(file, facts);
      List<String> missing = new ArrayList<>();
      for (FeatureFile.Entry entry : feature.bundles()) {
        add(file, entry, jars, bundles, missing);
      }
      if (!missing.isEmpty()) {
        throw new FeatureException(
            "%s: no jar for %s in %s".formatted(file, String.join(", ", missing), jars));
      }
      configurations.addAll(feature.configurations());
    }
    return new Feature(List.copyOf(bundles.values()), configurations);
  }

  private static void add(
      Path file,
      FeatureFile.Entry entry,
      BundleFiles jars,
      Map<String, FeatureBundle> bundles,
      List<String> missing)
      throws FeatureException {
    FeatureBundle earlier = bundles.get(entry.artifact());
    if (earlier != null) {
      if (!earlier.id().equals(entry.id())) {
        throw new FeatureException(
            "%s: %s is asked for, and %s as well; a feature has one version of a bundle"
                .formatted(file, entry.id(), earlier.id()));
      }
      return;
    }
    jars.find(entry.id())
        .ifPresentOrElse(
            jar ->
                bundles.put(
                    entry.artifact(), new FeatureBundle(entry.id(), entry.startLevel(), jar)),
            () -> missing.add(entry.id()));
  }
}
