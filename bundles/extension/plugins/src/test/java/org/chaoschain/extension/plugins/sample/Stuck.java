// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A plugin whose calls do not return: as a component in its activation, as a command in its name.
 */
public final class Stuck implements BundleActivator, Supplier<String>, ControlCommand {
  void activate() {
    forever();
  }

  @Override
  public void start(BundleContext context) {
    context.registerService(ControlCommand.class, this, null);
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public String get() {
    return "never";
  }

  @Override
  public String name() {
    forever();
    return "never";
  }

  @Override
  public String summary() {
    return "never";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) {}

  private static void forever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the test is over
    }
  }
}
