// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.agent.auth.core.SourceNetworks;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;

/** Takes the WebSockets of agents. The host and the origin have been looked at before. */
final class RemoteServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int UPGRADE_REQUIRED = 426;

  private final transient RemoteEnvironment environment;
  private final transient RemoteAgents agents;
  private final transient Settings settings;
  private final transient Set<GatewayConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * The bounds of connections.
   *
   * @param origins where agents dial
   * @param networks by what connections of one address are counted
   * @param maxConnections the most at once
   * @param maxPerAddress the most at once from one address
   * @param maxHandshakes the most at once whose agent has not begun
   * @param maxFrameBytes the largest frame of an agent
   * @param idle how long one may be silent
   */
  record Settings(
      Origins origins,
      SourceNetworks networks,
      Limit maxConnections,
      Limit maxPerAddress,
      Limit maxHandshakes,
      int maxFrameBytes,
      Duration idle) {}

  RemoteServlet(RemoteEnvironment environment, RemoteAgents agents, Settings settings) {
    this.environment = environment;
    this.agents = agents;
    this.settings = settings;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      notWebSocket(response);
      return;
    }
    Optional<String> source = settings.networks().of(request.getRemoteAddr());
    try {
      settings.maxConnections().check("connections of remote agents", connections.size() + 1L);
      settings
          .maxHandshakes()
          .check(
              "connections whose agent has not begun",
              connections.stream().filter(GatewayConnection::isPending).count() + 1);
      if (source.isPresent()) {
        settings
            .maxPerAddress()
            .check(
                "connections of remote agents from " + source.get(),
                connections.stream().filter(each -> each.source().equals(source)).count() + 1);
      }
    } catch (LimitExceededException e) {
      response.setHeader("Retry-After", "5");
      answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, Frame.Problem.of(e));
      return;
    }
    String origin = settings.origins().of(request.getScheme(), request.getHeader("Host"));
    String via = "%s from %s".formatted(origin, request.getRemoteAddr());
    JettyWebSocketServerContainer container =
        (JettyWebSocketServerContainer)
            request
                .getServletContext()
                .getAttribute(JettyWebSocketServerContainer.JETTY_WEBSOCKET_CONTAINER_ATTRIBUTE);
    if (container == null) {
      answer(
          response,
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          Frame.Problem.of(
              "unreachable", "the HTTP service has no WebSockets at the moment", "", true));
      return;
    }
    boolean upgraded =
        container.upgrade(
            (asked, answered) ->
                new AgentSocket(
                    channel ->
                        new GatewayConnection(environment, agents, channel, origin, via, source),
                    settings,
                    connections),
            request,
            response);
    if (!upgraded && !response.isCommitted()) {
      notWebSocket(response);
    }
  }

  private static void notWebSocket(HttpServletResponse response) throws IOException {
    response.setHeader("Upgrade", "websocket");
    answer(
        response,
        UPGRADE_REQUIRED,
        Frame.Problem.of("upgrade", "this is a WebSocket", "connect by ws or wss", false));
  }

  private static void answer(HttpServletResponse response, int status, Frame.Problem problem)
      throws IOException {
    byte[] body = Frames.write(problem).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Connections that are open. */
  int open() {
    return connections.size();
  }

  /** Closes what is late; asks the others for a sign of life if that is due. */
  void check(long nowNanos, boolean ping) {
    connections.forEach(connection -> connection.check(nowNanos, ping, settings.idle()));
  }

  /** Closes all connections. */
  void stop() {
    connections.forEach(
        connection -> connection.close(Optional.empty(), Closing.GOING_AWAY, "the gateway stops"));
  }
}
