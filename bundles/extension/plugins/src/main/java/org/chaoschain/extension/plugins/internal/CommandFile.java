// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlRequest;

/** The argument {@code file}. */
final class CommandFile {
  private CommandFile() {}

  static Path of(ControlRequest request) throws ControlException {
    String text = request.requireText("file");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw ControlException.usage("'%s' is no path: %s".formatted(text, e.getReason()));
    }
  }
}
