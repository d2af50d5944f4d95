// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.bundles;

import java.util.concurrent.Callable;

/** A component that waits for a reference. */
public final class Waiting implements Runnable {
  void bind(Callable<?> service) {}

  @Override
  public void run() {}
}
