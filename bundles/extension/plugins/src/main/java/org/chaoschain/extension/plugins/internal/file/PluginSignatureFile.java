// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.nio.file.Path;
import org.chaoschain.extension.signing.core.PluginSignature;

/** Where the signature of a plugin file is. */
public final class PluginSignatureFile {
  private PluginSignatureFile() {}

  /** The file beside it, with {@code .sig} after its name. */
  public static Path of(Path plugin) {
    return plugin.resolveSibling(plugin.getFileName() + PluginSignature.SUFFIX);
  }
}
