// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A plugin that the node shall run.
 *
 * @param name symbolic name
 * @param version its version
 * @param sha256 its jar in the store
 * @param file the file in the drop folder that brought it
 * @param generation 1 for the first deployment of that name, one more for each that followed
 * @param singleton whether only one generation can be resolved at a time
 */
public record DesiredPlugin(
    String name, Version version, String sha256, Path file, int generation, boolean singleton) {}
