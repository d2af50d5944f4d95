// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.random.EntropySource;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that registers what a plugin may register only if it says so, or never. */
public final class Commander implements BundleActivator, ControlCommand {
  @Override
  public void start(BundleContext context) {
    if (context.getBundle().getHeaders("").get("Greedy") != null) {
      context.registerService(EntropySource.class, into -> {}, null);
    } else {
      context.registerService(ControlCommand.class, this, null);
    }
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public String name() {
    return "fish.feed";
  }

  @Override
  public String summary() {
    return "Feeds the fish";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) {}
}
