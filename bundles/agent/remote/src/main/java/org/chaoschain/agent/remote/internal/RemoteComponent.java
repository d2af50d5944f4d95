// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.agent.auth.core.AgentAuth;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.RemoteSettings;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.json.core.JsonForms;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remote agents in a node: they are hosted for delivery and for discovery, and their WebSocket is
 * on the whiteboard of the gateway, which serves it if it is open.
 */
// registered by hand: a resolver is to know of it
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>='org.chaoschain.message.delivery.core.LocalAgents,org.chaoschain.p2p.api.agents.HostedAgents'")
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.remote")
@Designate(ocd = RemoteConfiguration.class)
public final class RemoteComponent {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteComponent.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final String PATH = "/agent/v1";

  private final AtomicReference<Messenger> messenger = new AtomicReference<>();
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final Runnable stop;

  /** Made by Declarative Services. */
  @Activate
  public RemoteComponent(
      BundleContext context,
      @Reference Node node,
      @Reference NodeIdentity identity,
      @Reference AgentAuth auth,
      @Reference JsonForms forms,
      @Reference EntropySource entropy,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      RemoteConfiguration configuration) {
    if (identity.publicKey().type() != KeyType.ED25519) {
      LOG.warn(
          "agents cannot connect to {}: the node's key is of type {}, and ED25519 is required",
          PATH,
          identity.publicKey().type());
      stop = () -> {};
      return;
    }
    int maxFrame = Math.toIntExact(ByteSize.parse(configuration.max_frame_bytes()).bytes());
    RemoteEnvironment environment =
        new RemoteEnvironment(
            new Admission.Gateway(
                node.chainId(),
                identity.publicKey().data(),
                identity.peerId(),
                identity::sign,
                auth.settings()),
            auth.sessions(),
            clock,
            entropy,
            metrics,
            () -> Optional.ofNullable(messenger.get()),
            () -> forms.limits().within(maxFrame),
            settings(configuration, metrics),
            scheduler.workers(),
            TimeSpan.parse(configuration.handshake_timeout()),
            TimeSpan.parse(configuration.resume_ttl()));
    RemoteAgents agents = new RemoteAgents(environment);
    RemoteServlet servlet =
        new RemoteServlet(
            environment,
            agents,
            new RemoteServlet.Settings(
                new Origins(configuration.origins()),
                auth.networks(),
                metrics.limit(
                    "agent.remote.max.connections", configuration.max_connections(), "connections"),
                metrics.limit(
                    "agent.remote.max.connections.per.address",
                    configuration.max_connections_per_address(),
                    "connections"),
                metrics.limit(
                    "agent.remote.max.handshakes", configuration.max_handshakes(), "connections"),
                maxFrame,
                TimeSpan.parse(configuration.idle())));
    register(context, LocalAgents.class, agents, Map.of());
    ServiceRegistration<HostedAgents> hosted =
        register(context, HostedAgents.class, agents, Map.of());
    register(context, ControlCommand.class, new RemoteCommand(agents), Map.of());
    register(
        context,
        Servlet.class,
        servlet,
        Map.of(
            "osgi.http.whiteboard.servlet.name",
            "chaoschain-remote-agents",
            "osgi.http.whiteboard.servlet.pattern",
            PATH,
            "osgi.http.whiteboard.servlet.asyncSupported",
            true));
    List<Cancellable> gauges =
        List.of(
            metrics.gauge("agent.remote.connections", servlet::open),
            metrics.gauge("agent.remote.sending", agents.traffic()::sending),
            metrics.gauge("agent.remote.waiting", agents.traffic()::waiting),
            metrics.gauge("agent.remote.waiting.bytes", agents.traffic()::waitingBytes));
    Sweep sweep =
        new Sweep(agents, servlet, clock, TimeSpan.parse(configuration.ping_interval()), hosted);
    SerialExecutor executor = scheduler.serial("remote agents");
    Cancellable sweeps =
        scheduler.scheduleWithFixedDelay(SWEEP, SWEEP, () -> sweep.begin(executor));
    stop =
        () -> {
          registrations.forEach(ServiceRegistration::unregister);
          sweeps.cancel();
          gauges.forEach(Cancellable::cancel);
          agents.stop();
          servlet.stop();
        };
  }

  /** What is to be done again and again. */
  private static final class Sweep implements Runnable {
    private final RemoteAgents agents;
    private final RemoteServlet servlet;
    private final Clock clock;
    private final Duration pingInterval;
    private final ServiceRegistration<HostedAgents> hosted;
    private final AtomicBoolean due = new AtomicBoolean();
    private long pingedNanos;
    private long changes;

    Sweep(
        RemoteAgents agents,
        RemoteServlet servlet,
        Clock clock,
        Duration pingInterval,
        ServiceRegistration<HostedAgents> hosted) {
      this.agents = agents;
      this.servlet = servlet;
      this.clock = clock;
      this.pingInterval = pingInterval;
      this.hosted = hosted;
      this.pingedNanos = clock.nanoTime();
    }

    /** Off the thread of the timers, and not twice at a time. */
    void begin(SerialExecutor executor) {
      if (due.compareAndSet(false, true)) {
        try {
          executor.execute(this);
        } catch (RejectedExecutionException e) {
          due.set(false);
          LOG.debug("the sweep comes later: {}", e.getMessage());
        }
      }
    }

    @Override
    public void run() {
      due.set(false);
      long now = clock.nanoTime();
      boolean ping = now - pingedNanos >= pingInterval.toNanos();
      if (ping) {
        pingedNanos = now;
      }
      servlet.check(now, ping);
      agents.sweep(now);
      if (agents.takeChanged()) {
        tell();
      }
    }

    /** A property that changes tells those who use the service that its answer has changed. */
    private void tell() {
      try {
        hosted.setProperties(FrameworkUtil.asDictionary(Map.of("changes", ++changes)));
      } catch (IllegalStateException e) {
        LOG.debug("the component stops meanwhile: {}", e.getMessage());
      }
    }
  }

  private static RemoteSettings settings(RemoteConfiguration c, Metrics metrics) {
    return new RemoteSettings(
        metrics.limit("agent.remote.buffer.max.frames", c.buffer_max_frames(), "deliveries"),
        metrics.limit(
            "agent.remote.buffer.max.bytes", ByteSize.parse(c.buffer_max_bytes()).bytes(), "bytes"),
        TimeSpan.parse(c.buffer_max_age()),
        c.window_frames(),
        ByteSize.parse(c.window_bytes()).bytes(),
        c.max_pending(),
        c.max_sending(),
        metrics.limit("agent.remote.max.waiting", c.max_waiting(), "messages"),
        metrics.limit(
            "agent.remote.max.waiting.bytes",
            ByteSize.parse(c.max_waiting_bytes()).bytes(),
            "bytes"),
        c.max_answers(),
        metrics.limit("agent.remote.rate.messages", c.rate_messages(), "messages a second"),
        c.rate_burst());
  }

  private <T> ServiceRegistration<T> register(
      BundleContext context, Class<T> type, T service, Map<String, ?> properties) {
    Dictionary<String, ?> dictionary = FrameworkUtil.asDictionary(properties);
    ServiceRegistration<T> registration = context.registerService(type, service, dictionary);
    registrations.add(registration);
    return registration;
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void setMessenger(Messenger service) {
    messenger.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetMessenger(Messenger service) {
    messenger.compareAndSet(service, null);
  }

  @Deactivate
  void deactivate() {
    stop.run();
  }
}
