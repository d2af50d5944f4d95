// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import org.chaoschain.api.metrics.Limit;

/**
 * The bounds of plugin files.
 *
 * @param fileBytes size of a file
 * @param entries entries of a jar
 * @param unpackedBytes what the entries of a jar unpack to together
 */
public record PluginLimits(Limit fileBytes, Limit entries, Limit unpackedBytes) {}
