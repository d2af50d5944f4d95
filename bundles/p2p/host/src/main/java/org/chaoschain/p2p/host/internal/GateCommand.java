// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionGater.Refusal;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.host.core.gate.GateRule;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code gate}: lists, adds and removes rules. */
@Component(service = ControlCommand.class)
public final class GateCommand implements ControlCommand {
  private final GateComponent gate;
  private final Host host;

  /** Made by Declarative Services. */
  @Activate
  public GateCommand(@Reference GateComponent gate, @Reference Host host) {
    this.gate = gate;
    this.host = host;
  }

  @Override
  public String name() {
    return "gate";
  }

  @Override
  public String summary() {
    return "Lists or changes whom connections are had with (arguments: action, subject, reason)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String action = request.text("action").orElse("list");
    if (action.equals("list")) {
      list(reply);
      return;
    }
    try {
      Subject subject = Subject.parse(request.requireText("subject"));
      switch (action) {
        case "allow", "deny" ->
            add(
                new GateRule(action.equals("allow"), subject, request.text("reason").orElse("")),
                reply);
        case "remove" -> remove(subject, reply);
        default ->
            throw ControlException.usage(
                "'action' must be list, allow, deny or remove, not '" + action + "'");
      }
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    } catch (LimitExceededException e) {
      throw ControlException.refused(e.getMessage());
    } catch (IOException e) {
      throw ControlException.failed(e.getMessage());
    }
  }

  private void list(ControlReply reply) throws ControlException {
    if (gate.shut().isPresent()) {
      throw ControlException.failed(gate.shut().get());
    }
    for (GateRule rule : gate.rules().all()) {
      reply.item(item(rule));
    }
  }

  private Map<String, Object> item(GateRule rule) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("rule", rule.allow() ? "allow" : "deny");
    item.put("subject", rule.subject().toString());
    item.put("from", gate.commanded(rule.subject()) ? "command" : "configuration");
    item.put("reason", rule.reason());
    return item;
  }

  private void add(GateRule rule, ControlReply reply)
      throws ControlException, LimitExceededException, IOException {
    gate.add(rule);
    int ended = 0;
    for (Connection connection : host.connections()) {
      Optional<Refusal> refusal =
          gate.onSecured(
              connection.initiator(), connection.remotePeer(), connection.remoteAddress());
      if (refusal.isPresent()) {
        connection.close(new CloseReason(CloseReason.Kind.REFUSED, refusal.get().reason()));
        ended++;
      }
    }
    Map<String, Object> item = item(rule);
    item.put("connections_ended", ended);
    reply.item(item);
  }

  private void remove(Subject subject, ControlReply reply) throws ControlException, IOException {
    if (!gate.remove(subject)) {
      throw ControlException.notFound(
          gate.rules().about(subject).isPresent()
              ? "the rule about " + subject + " is in the configuration; take it out there"
              : "there is no rule about " + subject);
    }
    reply.item(Map.of("removed", subject.toString()));
  }
}
