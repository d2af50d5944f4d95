// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

/** A file is not taken as a plugin. The message says which, why, and what to do. */
public final class RejectedPluginException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean incomplete;

  private RejectedPluginException(String message, boolean incomplete, Throwable cause) {
    super(message, cause);
    this.incomplete = incomplete;
  }

  /** The file is whole, and wrong. */
  public static RejectedPluginException wrong(String file, String reason) {
    return new RejectedPluginException(file + " " + reason, false, null);
  }

  /** The file is no whole jar; somebody may still be writing it. */
  static RejectedPluginException broken(String file, String reason, Throwable cause) {
    return new RejectedPluginException(file + " " + reason, true, cause);
  }

  /** The file goes beyond a limit. */
  static RejectedPluginException beyond(
      org.chaoschain.api.metrics.Limit limit, String file, long amount) {
    return new RejectedPluginException(limit.refuse(file, amount).getMessage(), false, null);
  }

  /** Whether it may become good when the writer has finished. */
  public boolean incomplete() {
    return incomplete;
  }
}
