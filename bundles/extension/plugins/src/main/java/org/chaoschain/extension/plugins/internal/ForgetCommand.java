// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.forget}. */
@Component(service = ControlCommand.class)
public final class ForgetCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public ForgetCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.forget";
  }

  @Override
  public String summary() {
    return "Drops a file that waits to be installed; argument name, a plugin or a SHA-256";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    reply.item(desk.forget(request.requireText("name")));
  }
}
