// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

/** A component that cannot be made. */
public final class Failing {
  public Failing() {
    throw new IllegalStateException("the port 4001 is taken");
  }
}
