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

/** The control command {@code plugin.why}. */
@Component(service = ControlCommand.class)
public final class WhyCommand implements ControlCommand {
  private final PluginDesk desk;

  /** Made by Declarative Services. */
  @Activate
  public WhyCommand(@Reference PluginsComponent plugins) {
    desk = plugins.desk();
  }

  @Override
  public String name() {
    return "plugin.why";
  }

  @Override
  public String summary() {
    return "Explains why a plugin, a file or another bundle does not run; argument name";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (Map<String, Object> item : desk.why(request.requireText("name"))) {
      reply.item(item);
    }
  }
}
