// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.nio.file.Path;

/**
 * A bundle of a feature.
 *
 * @param id {@code groupId:artifactId[:type[:classifier]]:version}
 * @param startLevel 1 or more
 * @param file where its jar is
 */
public record FeatureBundle(String id, int startLevel, Path file) {}
