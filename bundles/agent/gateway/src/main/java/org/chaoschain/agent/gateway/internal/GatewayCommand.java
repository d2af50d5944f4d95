// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;

/** The control command {@code gateway}. */
final class GatewayCommand implements ControlCommand {
  private static final int PATIENCE_S = 10;
  private static final int PAGE = 256;

  private final Guests guests;
  private final Channels channels;

  GatewayCommand(Guests guests, Channels channels) {
    this.guests = guests;
    this.channels = channels;
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public String summary() {
    return "Lists the agents of the gateway (arguments: revoke, issue or remove, an agent's did:key)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<AgentId> revoke = agent(request, "revoke");
    Optional<AgentId> issue = agent(request, "issue");
    Optional<AgentId> remove = agent(request, "remove");
    if (revoke.isPresent()) {
      reply.item(Map.of("revoked", revoke(revoke.get())));
    } else if (issue.isPresent()) {
      issue(issue.get(), reply);
    } else if (remove.isPresent()) {
      remove(remove.get(), reply);
    } else {
      list(reply);
    }
  }

  private boolean revoke(AgentId agent) throws ControlException {
    boolean had = done(() -> guests.revoke(require(agent).id()));
    channels.close(agent, "the token is void");
    return had;
  }

  private void issue(AgentId agent, ControlReply reply) throws ControlException {
    var issued = done(() -> guests.issue(require(agent).id()));
    channels.close(agent, "the token is void");
    reply.item(
        Map.of(
            "agent",
            agent.toString(),
            "token",
            issued.text(),
            "expires",
            issued.grant().expiresAt().toString()));
  }

  private void remove(AgentId agent, ControlReply reply) throws ControlException {
    boolean was = done(() -> guests.remove(require(agent).id()));
    channels.close(agent, "the agent was removed");
    reply.item(Map.of("agent", agent.toString(), "removed", was));
  }

  private void list(ControlReply reply) throws ControlException {
    var page = guests.page(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (Guest guest : page) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("agent", guest.id().toString());
        item.put("name", guest.profile().said().name());
        item.put("role", guest.profile().said().role());
        item.put("connected", channels.connected(guest.id()));
        item.put("registered", guest.profile().since().toString());
        item.put(
            "token.expires", guests.tokenExpiry(guest.id()).map(Object::toString).orElse("none"));
        reply.item(item);
      }
      page = guests.page(Optional.of(page.get(page.size() - 1).id()), PAGE);
    }
  }

  private Guest require(AgentId agent) throws Refusal {
    return guests
        .byId(agent)
        .orElseThrow(() -> Refusal.of(404, "not_found", "no agent of the gateway is " + agent));
  }

  private static Optional<AgentId> agent(ControlRequest request, String name)
      throws ControlException {
    Optional<String> text = request.text(name);
    try {
      return text.map(AgentId::parse);
    } catch (IllegalArgumentException e) {
      throw ControlException.usage("'" + name + "': " + e.getMessage());
    }
  }

  private interface Work<T> {
    CompletionStage<T> begin() throws Refusal;
  }

  private static <T> T done(Work<T> work) throws ControlException {
    try {
      return work.begin().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Refusal e) {
      throw e.status() == 404
          ? ControlException.notFound(e.getMessage())
          : ControlException.refused(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("interrupted");
    } catch (java.util.concurrent.ExecutionException | CompletionException | TimeoutException e) {
      throw ControlException.failed("the store did not take it: " + e.getMessage());
    }
  }
}
