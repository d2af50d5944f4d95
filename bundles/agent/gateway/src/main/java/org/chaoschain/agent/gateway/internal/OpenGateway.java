// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.agent.gateway.core.Doorkeeper;
import org.chaoschain.agent.gateway.core.Tokens;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.EventListener;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.MessageWatch;
import org.chaoschain.message.json.core.JsonLimits;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The gateway of one configuration, put together; open from when it is made. */
final class OpenGateway implements AutoCloseable {
  private static final String PREFIX = "agent.gateway.";
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER = 32;
  private static final int MAX_VALUES = 4_096;

  private final NodeServices node;
  private final GatewayConfiguration configuration;
  private final Channels channels;
  private final Guests guests;
  private final Deeds deeds;
  private final Sockets sockets;
  private final Door door;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final List<Cancellable> gauges = new ArrayList<>();

  /**
   * Opens it.
   *
   * @throws IOException if the store cannot be used
   * @throws LimitExceededException if the store has too many spaces
   */
  OpenGateway(NodeServices node, GatewayConfiguration configuration)
      throws IOException, LimitExceededException {
    this.node = node;
    this.configuration = configuration;
    DoorSettings doorSettings = doorSettings(configuration);
    Duration requestTimeout = TimeSpan.parse(configuration.request_timeout());
    channels = new Channels(limit("max.sockets", configuration.max_sockets(), "sockets"));
    deeds =
        new Deeds(
            node.clock(),
            node.scheduler(),
            channels,
            requestTimeout.multipliedBy(4).dividedBy(5),
            configuration.drama_alert());
    guests = guests();
    Limit maxBody = limit("max.body.bytes", bytes(configuration.max_body_bytes()), "bytes");
    Limit maxFrame = limit("max.frame.bytes", bytes(configuration.max_frame_bytes()), "bytes");
    Gateway gateway =
        new Gateway(
            node.clock(),
            guests,
            channels,
            deeds,
            new Gateway.Settings(
                json((int) Math.max(maxBody.value(), maxFrame.value())),
                limit("frames.per.second", configuration.frames_per_second(), "frames a second"),
                node.metrics().counter("agent.gateway.frames.refused"),
                configuration.registration_remote()),
            this::network);
    sockets =
        new Sockets(
            gateway,
            guests,
            channels,
            node.clock(),
            node.scheduler(),
            new Sockets.Settings(
                maxFrame,
                limit("socket.max.events", configuration.socket_max_events(), "events"),
                TimeSpan.parse(configuration.send_timeout()),
                TimeSpan.parse(configuration.ping_interval()),
                node.metrics().counter(PREFIX + "silent")));
    door =
        new Door(
            new Door.Surroundings(
                node.context(), node.configurations(), node.scheduler(), node.events()),
            doorSettings,
            new Guard(
                new Doorkeeper(hosts(configuration), Doorkeeper.list(configuration.origins())),
                node.metrics().counter("agent.gateway.origin.refused")),
            new ApiServlet(
                gateway,
                sockets,
                node.scheduler().workers(),
                new ApiSettings(maxBody, requestTimeout)));
    open();
  }

  private Guests guests() throws IOException, LimitExceededException {
    return new Guests(
        new Guests.Environment(
            node.clock(),
            node.entropy(),
            this::host,
            deeds,
            limit("max.agents", configuration.max_agents(), "agents"),
            limit(
                "registrations.per.minute",
                configuration.registrations_per_minute(),
                "registrations a minute"),
            configuration.frames_per_second()),
        new GuestStore(node.store()),
        new WrappingKeyFile(node.node().directory("keys").resolve("gateway.key"), node.entropy()),
        new Tokens(node.entropy(), TimeSpan.parse(configuration.token_ttl())));
  }

  private void open() {
    try {
      guests.restore();
    } catch (IOException e) {
      node.events()
          .publish(
              new Event(
                  Event.Category.OPERATION,
                  Event.Severity.CRITICAL,
                  "gateway.agents.lost",
                  "agents of the gateway are not hosted: " + e.getMessage(),
                  Map.of()));
    }
    News news =
        new News(
            channels,
            node.clock(),
            node.scheduler(),
            limit("max.news", configuration.max_news(), "events"));
    register(MessageWatch.class, news);
    register(EventListener.class, news);
    register(ControlCommand.class, new GatewayCommand(guests, channels));
    register(StatusSection.class, new Section());
    gauge("agent.gateway.agents", guests::size);
    gauge("agent.gateway.sockets", channels::size);
    gauge("agent.gateway.connections", door::connections);
    door.open();
  }

  private void gauge(String name, java.util.function.IntSupplier value) {
    gauges.add(node.metrics().gauge(name, value::getAsInt));
  }

  private <T> void register(Class<T> type, T service) {
    registrations.add(node.context().registerService(type, service, null));
  }

  /** What ends an agent's stay may be run when the bundle is stopping, and everything is gone. */
  private Runnable host(Guest guest) {
    ServiceRegistration<Agent> registration =
        node.context().registerService(Agent.class, guest, null);
    return () -> {
      try {
        registration.unregister();
      } catch (IllegalStateException e) {
        // the framework was faster
      }
    };
  }

  private Limit limit(String key, long value, String unit) {
    Metrics metrics = node.metrics();
    return metrics.limit(PREFIX + key, value, unit);
  }

  private static long bytes(String text) {
    return ByteSize.parse(text).bytes();
  }

  private static JsonLimits json(int maxBytes) {
    return new JsonLimits(maxBytes, MAX_DEPTH, maxBytes, MAX_NUMBER, MAX_VALUES);
  }

  /** How the node and its network are, for everybody. */
  private Map<String, ?> network() {
    Map<String, Object> status = new LinkedHashMap<>();
    Optional<ProposedBlock> block = deeds.lastBlock();
    status.put("node", node.node().name());
    status.put("version", node.node().version());
    status.put("chain_id", node.node().chainId());
    status.put("peers", connections().orElse(0));
    status.put("height", block.map(ProposedBlock::height).orElse(0L));
    status.put("network_mood", block.map(ProposedBlock::mood).orElse("calm"));
    status.put("drama_level", block.map(ProposedBlock::dramaLevel).orElse(0));
    status.put("agents_registered", guests.size());
    status.put("agents_connected", channels.agents());
    status.put("sockets", channels.size());
    return status;
  }

  private Optional<Object> connections() {
    BundleContext context = node.context();
    try {
      for (ServiceReference<StatusSection> reference :
          context.getServiceReferences(StatusSection.class, null)) {
        StatusSection section = context.getService(reference);
        if (section != null && section.name().equals("p2p")) {
          Object connections = section.status().get("connections");
          context.ungetService(reference);
          return Optional.ofNullable(connections);
        }
        context.ungetService(reference);
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is always well formed", e);
    }
    return Optional.empty();
  }

  /** The part {@code gateway} of {@code chaos status}. */
  private final class Section implements StatusSection {
    @Override
    public String name() {
      return "gateway";
    }

    @Override
    public Map<String, ?> status() {
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("state", door.state());
      door.url().ifPresent(url -> status.put("url", url));
      status.put("agents", guests.size());
      status.put("agents.connected", channels.agents());
      status.put("sockets", channels.size());
      status.put("connections", door.connections());
      return status;
    }
  }

  @Override
  public void close() {
    registrations.forEach(OpenGateway::unregister);
    gauges.forEach(Cancellable::cancel);
    sockets.close();
    guests.close();
    door.close();
  }

  private static void unregister(ServiceRegistration<?> registration) {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // the framework was faster
    }
  }

  private static Set<String> hosts(GatewayConfiguration configuration) {
    Set<String> hosts = new TreeSet<>(Doorkeeper.list(configuration.hosts()));
    String host = configuration.host();
    hosts.add(host.contains(":") ? "[" + host + "]" : host);
    hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    return hosts;
  }

  private static DoorSettings doorSettings(GatewayConfiguration configuration) {
    Optional<DoorSettings.Tls> tls =
        configuration.tls_keystore().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new DoorSettings.Tls(
                    Path.of(configuration.tls_keystore()),
                    Path.of(configuration.tls_password_file())));
    if (tls.isEmpty() && !configuration.insecure() && !loopback(configuration.host())) {
      throw new IllegalArgumentException(
          "agent.gateway.host is %s, which others can reach: set agent.gateway.tls.keystore, or agent.gateway.insecure if something before it adds TLS"
              .formatted(configuration.host()));
    }
    return new DoorSettings(
        configuration.host(),
        configuration.port(),
        tls,
        configuration.max_threads(),
        configuration.max_connections(),
        TimeSpan.parse(configuration.idle_timeout()));
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "agent.gateway.host is '" + host + "', which is no address of this machine", e);
    }
  }
}
