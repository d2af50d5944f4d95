// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Optional;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code plugin.plan}. */
@Component(service = ControlCommand.class)
public final class PlanCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public PlanCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.plan";
  }

  @Override
  public String summary() {
    return "Tells what installing a plugin file, or removing a plugin, would touch; arguments file, signature, force, or remove";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<String> remove = request.text("remove");
    reply.item(
        remove.isPresent()
            ? desk.planRemoval(remove.get())
            : desk.plan(
                CommandFile.of(request), CommandFile.signature(request), request.flag("force")));
  }
}
