// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.carrier;

/**
 * A carried plugin did not come up, or did not go as it should. The message says which step failed
 * and why. It has no cause: what a plugin has thrown would keep the plugin's classes; the log has
 * it.
 */
public final class CarriedPluginException extends Exception {
  private static final long serialVersionUID = 1;

  /** With what a person should read. */
  public CarriedPluginException(String message) {
    super(message);
  }

  /** The message alone, since it is a whole sentence. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the class's name says nothing to its readers
  public String toString() {
    return getMessage();
  }
}
