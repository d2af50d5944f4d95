// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.ping.core.Pinger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The control command {@code ping}. */
@Component(service = ControlCommand.class, configurationPid = "org.chaoschain.p2p.ping")
@Designate(ocd = PingCommand.Settings.class)
public final class PingCommand implements ControlCommand {
  private static final int MAX_COUNT = 1000;

  /** The settings of ping. */
  @ObjectClassDefinition(name = "Ping", description = "Round trips to peers")
  public @interface Settings {
    /** The deadline. */
    @AttributeDefinition(description = "Deadline of one round trip")
    String timeout() default "10s";
  }

  private final Pinger pinger;

  /** Made by Declarative Services. */
  @Activate
  public PingCommand(
      @Reference Host host,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference Metrics metrics,
      Settings settings) {
    Duration timeout = TimeSpan.parse(settings.timeout());
    this.pinger = new Pinger(host, clock, scheduler, random, metrics, timeout);
  }

  @Override
  public String name() {
    return "ping";
  }

  @Override
  public String summary() {
    return "Measures round trips to a peer (arguments: peer, count)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    long count = request.number("count", 1);
    if (count < 1 || count > MAX_COUNT) {
      throw ControlException.usage("'count' must be 1 to " + MAX_COUNT + ", not " + count);
    }
    PeerId peer;
    try {
      peer = PeerId.parse(request.requireText("peer"));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
    try {
      for (Duration each : pinger.ping(peer, (int) count).toCompletableFuture().get()) {
        reply.item(Map.of("peer", peer.toString(), "round_trip_ms", each.toNanos() / 1e6));
      }
    } catch (ExecutionException e) {
      throw ControlException.failed(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("interrupted");
    }
  }
}
