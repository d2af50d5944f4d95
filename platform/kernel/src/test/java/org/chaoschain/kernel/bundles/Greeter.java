// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import java.util.Map;
import java.util.concurrent.Callable;

/** A component that gives what it was configured with, as text. */
public final class Greeter implements Callable<String> {
  private final Map<String, Object> properties;

  public Greeter(Map<String, Object> properties) {
    this.properties = properties;
  }

  @Override
  public String call() {
    return String.valueOf(properties.get("greeting"));
  }
}
