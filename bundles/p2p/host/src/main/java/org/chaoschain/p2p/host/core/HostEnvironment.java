// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;
import org.chaoschain.p2p.host.core.resource.Scopes;

/**
 * What a host needs from its surroundings.
 *
 * @param identity who the node is
 * @param clock time
 * @param scheduler delays and executors
 * @param metrics where it counts
 * @param events where it tells people
 * @param resolver resolves names in addresses
 * @param interfaces the addresses of this machine's interfaces, asked for when an unspecified
 *     address is bound
 * @param scopes what connections and streams may take
 */
public record HostEnvironment(
    NodeIdentity identity,
    Clock clock,
    Scheduler scheduler,
    Metrics metrics,
    Events events,
    NameResolver resolver,
    Supplier<List<InetAddress>> interfaces,
    Scopes scopes) {

  /** With the default limits of resources. */
  public HostEnvironment(
      NodeIdentity identity,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      NameResolver resolver,
      Supplier<List<InetAddress>> interfaces) {
    this(
        identity,
        clock,
        scheduler,
        metrics,
        events,
        resolver,
        interfaces,
        new Scopes(ResourceLimits.DEFAULTS, metrics));
  }
}
