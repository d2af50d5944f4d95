// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.agent.auth.core.AgentAuth;
import org.chaoschain.agent.auth.core.AuthNode;
import org.chaoschain.agent.auth.core.AuthProtocol;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.auth.core.SourceNetworks;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of sessions in a node, and the stream protocol by which agents get one. When it goes,
 * all sessions end.
 */
// registered by hand, because a record is no component: a resolver is to know of it
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>='org.chaoschain.agent.auth.core.AgentAuth,org.chaoschain.p2p.api.stream.StreamProtocol'")
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.auth")
@Designate(ocd = AuthConfiguration.class)
public final class AuthComponent {
  private static final Logger LOG = LoggerFactory.getLogger(AuthComponent.class);
  private static final Duration SWEEP = Duration.ofSeconds(10);

  private final Sessions sessions;
  private final Cancellable sweep;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** Made by Declarative Services. */
  @Activate
  public AuthComponent(
      BundleContext context,
      @Reference Node node,
      @Reference NodeIdentity identity,
      @Reference EntropySource entropy,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      AuthConfiguration configuration) {
    AuthSettings settings =
        new AuthSettings(
            TimeSpan.parse(configuration.challenge_ttl()),
            TimeSpan.parse(configuration.session_ttl()),
            TimeSpan.parse(configuration.delegation_max()));
    sessions =
        new Sessions(
            metrics.limit("agent.auth.max.sessions", configuration.max_sessions(), "sessions"),
            metrics.limit("agent.auth.max.per.agent", configuration.max_per_agent(), "sessions"),
            metrics.limit(
                "agent.auth.max.per.address", configuration.max_per_address(), "sessions"),
            settings.sessionLife());
    sweep = scheduler.scheduleWithFixedDelay(SWEEP, SWEEP, () -> sessions.expire(clock.now()));
    AgentAuth auth = new AgentAuth(settings, sessions, networks(configuration));
    if (identity.publicKey().type() == KeyType.ED25519) {
      AuthNode self =
          new AuthNode(
              node.chainId(),
              identity.publicKey().data(),
              identity::sign,
              clock,
              scheduler,
              entropy,
              metrics);
      registrations.add(
          context.registerService(
              StreamProtocol.class,
              new AuthProtocol(
                  self, auth, configuration.max_pending(), configuration.max_pending_per_peer()),
              null));
    } else {
      LOG.warn(
          "agents cannot authenticate by {}: the node's key is of type {}, and ED25519 is required",
          AuthProtocol.ID,
          identity.publicKey().type());
    }
    registrations.add(context.registerService(AgentAuth.class, auth, null));
    registrations.add(
        context.registerService(ControlCommand.class, new SessionsCommand(sessions, clock), null));
  }

  private static SourceNetworks networks(AuthConfiguration configuration) {
    try {
      return new SourceNetworks(List.of(configuration.address_exempt()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("agent.auth.address.exempt: " + e.getMessage(), e);
    }
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    sweep.cancel();
    sessions.revokeAll();
  }
}
