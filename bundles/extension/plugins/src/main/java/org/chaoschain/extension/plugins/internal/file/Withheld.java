// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.nio.file.Path;

/**
 * A file that stays in a folder which other nodes read too, although its plugin was removed here.
 *
 * @param file the file
 * @param sha256 what it holds; another content is a new plugin
 */
public record Withheld(Path file, String sha256) {}
