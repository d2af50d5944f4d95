// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code stop}. */
@Component(service = ControlCommand.class)
public final class StopCommand implements ControlCommand {
  private final Node node;

  /** Made by Declarative Services. */
  @Activate
  public StopCommand(@Reference Node node) {
    this.node = node;
  }

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public String summary() {
    return "Stops the node in an orderly way";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    reply.item(Map.of("stopping", true, "pid", ProcessHandle.current().pid()));
    node.stop();
  }
}
