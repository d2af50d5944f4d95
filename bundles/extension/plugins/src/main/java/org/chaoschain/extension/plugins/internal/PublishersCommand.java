// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.publishers}. */
@Component(service = ControlCommand.class)
public final class PublishersCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public PublishersCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.publishers";
  }

  @Override
  public String summary() {
    return "Lists whom the node trusts, whose each plugin is, and what is approved, revoked or undecided";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (Map<String, Object> row : desk.trust()) {
      reply.item(row);
    }
  }
}
