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

/** The control command {@code plugin.install}. */
@Component(service = ControlCommand.class)
public final class InstallCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public InstallCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.install";
  }

  @Override
  public String summary() {
    return "Checks a plugin file and deploys it; arguments file, signature, force";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Path file = CommandFile.of(request);
    reply.item(desk.install(file, CommandFile.signature(request), request.flag("force")));
  }
}
