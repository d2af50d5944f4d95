// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;

/** The arguments that are files. */
final class CommandFile {
  private CommandFile() {}

  static Path of(ControlRequest request) throws ControlException {
    return path(request.requireText("file"));
  }

  /** The argument {@code signature}, or the file beside {@code file}. */
  static Path signature(ControlRequest request) throws ControlException {
    String text = request.text("signature").orElse("");
    return text.isEmpty() ? PluginSignatureFile.of(of(request)) : path(text);
  }

  /** A path that the request has as a text. */
  static Path path(String text) throws ControlException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw ControlException.usage("'%s' is no path: %s".formatted(text, e.getReason()));
    }
  }
}
