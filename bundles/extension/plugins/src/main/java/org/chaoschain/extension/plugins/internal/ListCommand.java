// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.list}. */
@Component(service = ControlCommand.class)
public final class ListCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public ListCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.list";
  }

  @Override
  public String summary() {
    return "Lists plugins, and files that are not taken with the reason";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (PluginRow row : desk.list()) {
      reply.item(row.toMap());
    }
  }
}
