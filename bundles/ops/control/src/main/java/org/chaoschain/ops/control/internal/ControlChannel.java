// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Scheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the control socket and runs the commands that are registered. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.ops.control")
@Designate(ocd = ControlChannel.Settings.class)
public final class ControlChannel {
  /** The settings of the control channel. */
  @ObjectClassDefinition(
      name = "Control channel",
      description = "The socket by which the chaos command talks to the node")
  public @interface Settings {
    /** The limit of clients. */
    @AttributeDefinition(min = "1", max = "1024", description = "Clients at the same time")
    int max_clients() default 32;

    /** The limit of commands. */
    @AttributeDefinition(
        min = "1",
        max = "1024",
        description = "Commands of one client that run at the same time")
    int max_running() default 16;

    /** The limit of a line. */
    @AttributeDefinition(min = "4096", max = "16777216", description = "Bytes of a request")
    int max_line() default 1 << 20;

    /** The deadline of an answer. */
    @AttributeDefinition(description = "A client that takes no answer for so long is closed")
    String write_timeout() default "10s";
  }

  private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);

  private final Commands commands = new Commands();
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final Scheduler scheduler;
  private final Executor workers;
  private final Limit maxClients;
  private final Limit maxRunning;
  private final Limit maxLine;
  private final Duration writeTimeout;
  private final SocketPlace place;
  private final ServerSocketChannel server;

  /**
   * Made by Declarative Services.
   *
   * @throws IOException if the socket cannot be made
   */
  @Activate
  public ControlChannel(
      @Reference Node node,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      Settings settings)
      throws IOException {
    this.scheduler = scheduler;
    this.workers = scheduler.workers();
    String prefix = "ops.control.";
    this.maxClients = metrics.limit(prefix + "max.clients", settings.max_clients(), "clients");
    this.maxRunning = metrics.limit(prefix + "max.running", settings.max_running(), "commands");
    this.maxLine = metrics.limit(prefix + "max.line", settings.max_line(), "bytes");
    this.writeTimeout = TimeSpan.parse(settings.write_timeout());
    this.place = SocketPlace.prepare(node.directory("run"));
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(place.socket()));
    place.publish();
    workers.execute(this::accept);
  }

  @Deactivate
  void deactivate() throws IOException {
    server.close();
    sessions.forEach(Session::close);
    place.remove();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addCommand(ControlCommand command, Map<String, Object> properties) {
    try {
      commands.add(command, properties);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("The control command {} does not say its name", command.getClass().getName(), e);
    }
  }

  void removeCommand(ControlCommand command, Map<String, Object> properties) {
    commands.remove(properties);
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        serve(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("The control socket failed to accept a client: {}", e.getMessage());
      }
    }
  }

  private void serve(SocketChannel client) throws IOException {
    if (!maxClients.allows(sessions.size() + 1L)) {
      LOG.warn("{}", maxClients.refuse("control socket", sessions.size() + 1L).getMessage());
      client.close();
      return;
    }
    Session session = new Session(client, this::run, scheduler, maxLine, maxRunning, writeTimeout);
    sessions.add(session);
    try {
      workers.execute(
          () -> {
            try {
              session.serve();
            } finally {
              sessions.remove(session);
            }
          });
    } catch (RejectedExecutionException e) {
      sessions.remove(session);
      session.close();
      LOG.warn("A control client is turned away: {}", e.getMessage());
    }
  }

  private void run(ControlRequest request, ControlReply reply) throws ControlException {
    if (request.command().equals("help")) {
      for (Map.Entry<String, String> each : commands.summaries().entrySet()) {
        reply.item(Map.of("command", each.getKey(), "summary", each.getValue()));
      }
      return;
    }
    Optional<ControlCommand> command = commands.named(request.command());
    if (command.isEmpty()) {
      throw ControlException.notFound(
          "the node has no command '%s'; 'help' lists those it has".formatted(request.command()));
    }
    command.get().run(request, reply);
  }
}
