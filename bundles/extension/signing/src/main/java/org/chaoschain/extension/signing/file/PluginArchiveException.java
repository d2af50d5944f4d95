// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.file;

/** A file that is no plugin, or none that can be signed. The message says why. */
public final class PluginArchiveException extends Exception {
  private static final long serialVersionUID = 1;

  PluginArchiveException(String message, Throwable cause) {
    super(message, cause);
  }

  PluginArchiveException(String message) {
    this(message, null);
  }
}
