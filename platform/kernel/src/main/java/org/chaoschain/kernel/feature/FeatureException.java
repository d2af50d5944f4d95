// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

/**
 * A feature file cannot be used. The message names the file, what is wrong in it, and the remedy.
 */
public final class FeatureException extends Exception {
  private static final long serialVersionUID = 1;

  FeatureException(String message) {
    super(message);
  }

  FeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
