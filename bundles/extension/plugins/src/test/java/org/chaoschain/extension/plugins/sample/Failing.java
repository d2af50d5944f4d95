// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.function.Supplier;

/** A component that cannot be made. */
public final class Failing implements Supplier<String> {
  /** Throws. */
  public Failing() {
    throw new IllegalStateException("the moon is full");
  }

  @Override
  public String get() {
    return "never";
  }
}
