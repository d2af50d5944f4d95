// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.trust}. */
@Component(service = ControlCommand.class)
public final class TrustCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public TrustCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.trust";
  }

  @Override
  public String summary() {
    return "Trusts a publisher; arguments publisher, names (a plugin, or the beginning of names with *)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String publisher = request.requireText("publisher");
    String names = request.text("names").orElse("*");
    reply.item(desk.change(orders -> orders.trust(publisher + "=" + names)));
  }
}
