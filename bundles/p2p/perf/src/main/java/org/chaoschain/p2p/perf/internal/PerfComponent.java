// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.perf.core.PerfLimits;
import org.chaoschain.p2p.perf.core.PerfServer;
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
 * Offers perf to the peers that the configuration names. While it names none, the protocol is not
 * offered at all: "it SHOULD NOT be enabled by default in any implementation".
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.p2p.perf")
@Designate(ocd = PerfSettings.class)
public final class PerfComponent {
  private static final Logger log = LoggerFactory.getLogger(PerfComponent.class);
  private static final String EVERYBODY = "*";

  private final Optional<ServiceRegistration<StreamProtocol>> registration;

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalArgumentException if an element of {@code p2p.perf.allow} is no peer id
   */
  @Activate
  public PerfComponent(
      BundleContext context,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      PerfSettings settings) {
    List<String> allow = List.of(settings.allow());
    if (allow.isEmpty()) {
      registration = Optional.empty();
      return;
    }
    PerfServer server = new PerfServer(allowed(allow), limits(settings), scheduler, metrics);
    registration = Optional.of(context.registerService(StreamProtocol.class, server, null));
    log.info("{} may measure the throughput to this node", allow);
  }

  /** The settings as the core takes them. */
  static PerfLimits limits(PerfSettings settings) {
    return new PerfLimits(
        ByteSize.parse(settings.max_bytes()).bytes(),
        settings.max_streams(),
        TimeSpan.parse(settings.timeout()));
  }

  static Predicate<PeerId> allowed(List<String> allow) {
    if (allow.contains(EVERYBODY)) {
      return peer -> true;
    }
    Set<PeerId> peers = new LinkedHashSet<>();
    for (String each : allow) {
      try {
        peers.add(PeerId.parse(each));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "p2p.perf.allow: '%s' is no peer id, and not * for everybody: %s"
                .formatted(each, e.getMessage()),
            e);
      }
    }
    return Set.copyOf(peers)::contains;
  }

  @Deactivate
  void deactivate() {
    registration.ifPresent(ServiceRegistration::unregister);
  }
}
