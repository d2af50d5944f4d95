// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.message.delivery.Delivery;
import org.chaoschain.message.delivery.core.TypeState;

/** The control command {@code types}: the message types that are there or waited for. */
final class TypesCommand implements ControlCommand {
  private final Delivery delivery;

  TypesCommand(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public String name() {
    return "types";
  }

  @Override
  public String summary() {
    return "Lists the message types that are there or waited for, with what waits for each";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    for (TypeState type : delivery.types()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("type", type.name());
      item.put("active", type.generation() > 0);
      item.put("generation", type.generation());
      item.put("topic", type.topic());
      item.put("waiting", type.waiting());
      item.put("waiting_bytes", type.waitingBytes());
      item.put("parked", type.parked());
      item.put("in_flight", type.inFlight());
      item.put("plugin", type.plugin());
      reply.item(item);
    }
  }
}
