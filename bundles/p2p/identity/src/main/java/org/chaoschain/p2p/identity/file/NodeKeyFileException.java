// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A key file that is not used. The message names the file, what is wrong and what to do, and shows
 * no secret.
 */
public final class NodeKeyFileException extends IOException {
  private static final long serialVersionUID = 1;

  NodeKeyFileException(Path file, String problem, String remedy) {
    super(file + ": " + problem + "; " + remedy);
  }

  NodeKeyFileException(Path file, String problem, String remedy, Throwable cause) {
    this(file, problem, remedy);
    initCause(cause);
  }
}
