// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.nio.file.Path;
import java.util.List;
import org.chaoschain.kernel.feature.FeatureConfiguration;

/**
 * What a feature file asks for, with the features it includes.
 *
 * @param file where it was read
 * @param id its own coordinates: they name the distribution
 * @param title for people
 * @param roots the bundles it names, each once
 * @param features the names of the included features, in the order met
 * @param services types of services that a bundle registers without a word in its manifest
 * @param configurations of all these features, the included ones first
 */
record NodeDescription(
    Path file,
    Coordinates id,
    String title,
    List<Root> roots,
    List<String> features,
    List<String> services,
    List<FeatureConfiguration> configurations) {
  NodeDescription {
    roots = List.copyOf(roots);
    features = List.copyOf(features);
    services = List.copyOf(services);
    configurations = List.copyOf(configurations);
  }
}
