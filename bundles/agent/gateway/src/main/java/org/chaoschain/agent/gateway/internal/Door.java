// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the port, has the HTTP service started on it, and puts the guard and the gateway's servlet
 * on the whiteboard. A port that is taken is tried again and again; the node goes on without.
 */
final class Door {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final String HTTP_SERVICE = "org.apache.felix.http";
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int BACKLOG = 1_024;

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final Scheduler scheduler;
  private final Events events;
  private final DoorSettings settings;
  private final Guard guard;
  private final ApiServlet servlet;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private volatile Configuration http;
  private final Readiness readiness = new Readiness();
  private volatile Connectors connectors;
  private Cancellable retry = () -> false;
  private boolean closed;
  private volatile String state = "starting";
  private volatile Optional<InetSocketAddress> address = Optional.empty();

  /** What it uses of the node. */
  record Surroundings(
      BundleContext context, ConfigurationAdmin admin, Scheduler scheduler, Events events) {}

  Door(Surroundings node, DoorSettings settings, Guard guard, ApiServlet servlet) {
    this.context = node.context();
    this.admin = node.admin();
    this.scheduler = node.scheduler();
    this.events = node.events();
    this.settings = settings;
    this.guard = guard;
    this.servlet = servlet;
    guard.onReady(readiness::guarded);
    servlet.onReady(readiness::served);
  }

  /**
   * Nobody is let in before the whiteboard has taken guard and servlet. It tells so while it holds
   * locks of its own: nothing is called from here that waits for them.
   */
  private final class Readiness {
    private boolean guarded;
    private boolean served;

    synchronized void guarded(boolean there) {
      guarded = there;
      apply();
    }

    synchronized void served(boolean there) {
      served = there;
      apply();
    }

    private void apply() {
      Connectors current = connectors;
      if (current != null) {
        current.accept(guarded && served);
      }
    }
  }

  /** Opens it, now or as soon as the port is free. */
  synchronized void open() {
    if (closed) {
      return;
    }
    Optional<SSLContext> tls;
    ServerSocketChannel channel;
    try {
      tls =
          settings.tls().isPresent()
              ? Optional.of(TlsContext.of(settings.tls().get()))
              : Optional.empty();
    } catch (IOException e) {
      tell(
          "gateway.tls.unusable",
          e.getMessage() + "; the gateway is closed until the node is started again");
      return;
    }
    try {
      channel = bind();
    } catch (IOException e) {
      tell(
          "gateway.port.unusable",
          "the gateway cannot listen on %s:%d: %s; end what listens there, or set agent.gateway.port (0 takes a free one); it is tried again every %d s"
              .formatted(settings.host(), settings.port(), e.getMessage(), RETRY.toSeconds()));
      retry = scheduler.schedule(RETRY, this::again);
      return;
    }
    try {
      start(channel, tls);
    } catch (IOException e) {
      tell("gateway.failed", "the HTTP service was not configured: " + e.getMessage());
    }
  }

  private void again() {
    try {
      scheduler.workers().execute(this::open);
    } catch (RejectedExecutionException e) {
      retry = scheduler.schedule(RETRY, this::again);
    }
  }

  private ServerSocketChannel bind() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e instanceof IOException io ? io : new IOException(e.toString(), e);
    }
  }

  private void start(ServerSocketChannel channel, Optional<SSLContext> tls) throws IOException {
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    address = Optional.of(bound);
    connectors = new Connectors(settings, channel, tls);
    register(Preprocessor.class, guard, Map.of());
    register(
        Servlet.class,
        servlet,
        Map.of(
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME,
            "chaoschain-gateway",
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
            "/api/*",
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
            true));
    register(ConnectorFactory.class, connectors, Map.of());
    http = admin.getConfiguration(HTTP_SERVICE, "?");
    http.update(FrameworkUtil.asDictionary(httpService()));
    state = "open";
    LOG.info("the gateway listens on {}", url().orElse("?"));
  }

  /**
   * The HTTP service starts only if it may open a socket of its own, and asks for others then: it
   * gets one on loopback, which {@link Connectors} closes before anything is served.
   */
  private Map<String, Object> httpService() throws IOException {
    Map<String, Object> values = new HashMap<>();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      values.put("org.osgi.service.http.port", free.getLocalPort());
    }
    values.put("org.apache.felix.http.host", InetAddress.getLoopbackAddress().getHostAddress());
    values.put("org.apache.felix.http.jetty.acceptors", 1);
    values.put("org.apache.felix.http.jetty.selectors", 1);
    values.put("org.apache.felix.http.jetty.threadpool.max", settings.maxThreads());
    values.put("org.apache.felix.http.jetty.sendServerHeader", false);
    values.put("org.apache.felix.jetty.websocket.enable", true);
    return values;
  }

  private <T> void register(Class<T> type, T service, Map<String, Object> properties) {
    registrations.add(
        context.registerService(type, service, FrameworkUtil.asDictionary(properties)));
  }

  /** Closes it: what is connected is cut. */
  void close() {
    List<ServiceRegistration<?>> gone;
    synchronized (this) {
      closed = true;
      retry.cancel();
      address = Optional.empty();
      gone = List.copyOf(registrations);
      registrations.clear();
    }
    for (ServiceRegistration<?> each : gone) {
      try {
        each.unregister();
      } catch (IllegalStateException e) {
        LOG.debug("it is gone already: {}", e.getMessage());
      }
    }
    try {
      if (http != null) {
        http.delete();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the configuration of the HTTP service is gone already: {}", e.getMessage());
    }
  }

  /** Where it is reached; empty while it is not open. */
  Optional<String> url() {
    return address.map(
        at ->
            "%s://%s:%d"
                .formatted(
                    settings.tls().isPresent() ? "https" : "http",
                    settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host(),
                    at.getPort()));
  }

  /** How it stands, for people. */
  String state() {
    return state;
  }

  /** Connections that are open. */
  int connections() {
    Connectors current = connectors;
    return current == null ? 0 : current.open();
  }

  private void tell(String type, String message) {
    if (!message.equals(state)) {
      state = message;
      events.publish(
          new Event(
              Event.Category.OPERATION,
              Event.Severity.CRITICAL,
              type,
              message,
              Map.of("host", settings.host(), "port", Integer.toString(settings.port()))));
    }
  }
}
