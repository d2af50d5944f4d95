// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.ServiceOrigin;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose the services are that the host is to take up, and keeps out what a plugin does
 * not declare. Without {@link PluginAccounts} everything is the node's own. Safe for use by many
 * threads.
 */
final class ServiceOrigins {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceOrigins.class);

  private final Events events;
  private volatile Optional<PluginAccounts> accounts = Optional.empty();

  ServiceOrigins(Events events) {
    this.events = events;
  }

  synchronized void accounts(PluginAccounts now) {
    accounts = Optional.of(now);
  }

  /** It has gone, unless another one has come before. */
  synchronized void noAccounts(PluginAccounts gone) {
    if (accounts.filter(now -> now == gone).isPresent()) {
      accounts = Optional.empty();
    }
  }

  /** A protocol with those of its ids that it may have. */
  record Named(ServiceOrigin origin, List<String> ids) {}

  /** Where a service comes from; empty if it lacks a capability, which people have been told. */
  Optional<ServiceOrigin> of(Object service, Map<String, ?> properties, Capability needed) {
    ServiceOrigin origin = origin(properties);
    return allowed(origin.account(), needed, service) ? Optional.of(origin) : Optional.empty();
  }

  /** Where a protocol comes from, and its ids; empty if it may have none of them. */
  Optional<Named> ofProtocol(StreamProtocol protocol, Map<String, ?> properties) {
    ServiceOrigin origin = origin(properties);
    List<String> ids;
    try {
      ids = List.copyOf(protocol.protocols());
    } catch (RuntimeException | Error e) {
      LOG.warn("{} does not say which protocols it speaks", protocol.getClass().getName(), e);
      origin.account().failed("protocols", e);
      return Optional.empty();
    }
    List<String> mine = new ArrayList<>();
    for (String id : ids) {
      if (allowed(origin.account(), new Capability(Capability.Kind.PROTOCOL, id), protocol)) {
        mine.add(id);
      }
    }
    return mine.isEmpty() ? Optional.empty() : Optional.of(new Named(origin, mine));
  }

  private ServiceOrigin origin(Map<String, ?> properties) {
    PluginAccount account = accounts.map(known -> known.of(properties)).orElse(PluginAccount.NODE);
    return new ServiceOrigin(
        account,
        properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
        properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0);
  }

  private boolean allowed(PluginAccount account, Capability needed, Object service) {
    try {
      account.require(needed);
      return true;
    } catch (CapabilityException e) {
      String what = service.getClass().getName();
      LOG.warn("{} is not taken up: {}", what, e.getMessage());
      events.publish(
          Event.warning(
              "p2p.service.refused",
              "%s is not taken up: %s".formatted(what, e.getMessage()),
              Map.of(
                  "plugin", account.plugin(),
                  "capability", needed.toString(),
                  "service", what)));
      return false;
    }
  }
}
