// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

/** An archive that two readers could understand in two ways. The message says where. */
public final class ArchiveLayoutException extends Exception {
  private static final long serialVersionUID = 1;

  ArchiveLayoutException(long offset, String reason) {
    super("at byte %d %s".formatted(offset, reason), null, false, false);
  }
}
