// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

/** A file is not taken as a plugin. The message says which, why, and what to do. */
public final class RejectedPluginException extends Exception {
  private static final long serialVersionUID = 1;

  private static final String REJECTED = "rejected";

  private final boolean incomplete;
  private final String state;

  private RejectedPluginException(
      String message, boolean incomplete, String state, Throwable cause) {
    super(message, cause);
    this.incomplete = incomplete;
    this.state = state;
  }

  /** The file is whole, and wrong. */
  public static RejectedPluginException wrong(String file, String reason) {
    return new RejectedPluginException(file + " " + reason, false, REJECTED, null);
  }

  /** The file is no whole jar; somebody may still be writing it. */
  static RejectedPluginException broken(String file, String reason, Throwable cause) {
    return new RejectedPluginException(file + " " + reason, true, REJECTED, cause);
  }

  /** The file goes beyond a limit. */
  static RejectedPluginException beyond(
      org.chaoschain.api.metrics.Limit limit, String file, long amount) {
    return new RejectedPluginException(
        limit.refuse(file, amount).getMessage(), false, REJECTED, null);
  }

  /** It and its signature do not fit, or one is not there; somebody may still be writing them. */
  public static RejectedPluginException incomplete(String file, String reason) {
    return new RejectedPluginException(file + " " + reason, true, REJECTED, null);
  }

  /** The file is good, and is not trusted. */
  public static RejectedPluginException objected(String file, String state, String reason) {
    return new RejectedPluginException(file + ": " + reason, false, state, null);
  }

  /** How the file is shown: {@code rejected}, {@code waiting} or {@code revoked}. */
  public String state() {
    return state;
  }

  /** Whether it may become good when the writer has finished. */
  public boolean incomplete() {
    return incomplete;
  }
}
