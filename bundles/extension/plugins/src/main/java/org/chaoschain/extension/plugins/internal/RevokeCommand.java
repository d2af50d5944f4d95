// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.revoke}. */
@Component(service = ControlCommand.class)
public final class RevokeCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public RevokeCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.revoke";
  }

  @Override
  public String summary() {
    return "Revokes on this node, or takes a revocation list; arguments what and reason and undo, or list";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String list = request.text("list").orElse("");
    if (!list.isEmpty()) {
      Path file = CommandFile.path(list);
      reply.item(desk.change(orders -> orders.take(file)));
      return;
    }
    String what = request.requireText("what");
    String reason = request.text("reason").orElse("");
    boolean undo = request.flag("undo");
    reply.item(desk.change(orders -> undo ? orders.unrevoke(what) : orders.revoke(what, reason)));
  }
}
