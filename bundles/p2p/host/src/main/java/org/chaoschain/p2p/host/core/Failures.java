// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.concurrent.CompletionException;

/** What completion stages do to exceptions, undone. */
final class Failures {
  private Failures() {}

  /** The exception that was meant. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The message of the exception that was meant, never null. */
  static String text(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
