// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.bootstrap.core.Backoff;
import org.chaoschain.p2p.kad.core.BootstrapFlow;
import org.chaoschain.p2p.kad.core.BootstrapFlow.State;
import org.chaoschain.p2p.kad.core.BootstrapFlow.Step;
import org.chaoschain.p2p.kad.core.RoutingTable;

/**
 * Drives the way into the network: watches connections, asks when it is time, and tells each step
 * as an event and in the metrics. Inside one executor.
 */
final class Joining {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Backoff PAUSES =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10), 0.3);

  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final Network network;
  private final RoutingTable table;
  private final Runnable seek;
  private final BootstrapFlow flow;
  private Cancellable timer = () -> false;
  private boolean asking;

  /**
   * Makes one that has not begun.
   *
   * @param seek dials bootstrap nodes and known peers
   */
  Joining(
      DhtConfig config,
      DhtEnvironment env,
      SerialExecutor executor,
      Network network,
      RoutingTable table,
      Runnable seek) {
    this.env = env;
    this.executor = executor;
    this.network = network;
    this.table = table;
    this.seek = seek;
    this.flow =
        new BootstrapFlow(config.bootstrap(), failures -> PAUSES.pause(failures, env.random()));
  }

  private long now() {
    return env.clock().nanoTime();
  }

  void start() {
    tell(flow.start(now()));
    connections();
  }

  void stop() {
    timer.cancel();
    tell(flow.stop(now()));
    timer.cancel();
  }

  /** Connections have come or gone. */
  void connections() {
    tell(flow.connected(connected().size(), now()));
  }

  private Set<PeerId> connected() {
    Set<PeerId> peers = new HashSet<>();
    for (Connection connection : env.host().connections()) {
      peers.add(connection.remotePeer());
    }
    return peers;
  }

  private void tick() {
    if (flow.state() == State.PEER_LIST && othersAreKnown()) {
      tell(flow.listed(now()));
    } else if (flow.state() == State.DHT_QUERY && !asking && table.size() > 0) {
      ask();
    }
    tell(flow.tick(now()));
    plan();
  }

  /** Whether somebody has told of a peer that is not connected. */
  private boolean othersAreKnown() {
    Set<PeerId> connected = connected();
    return env.peerStore().peers().stream()
        .anyMatch(
            peer ->
                !connected.contains(peer)
                    && !peer.equals(env.host().peerId())
                    && env.peerStore().certifiedRecord(peer).isPresent());
  }

  private void ask() {
    asking = true;
    network
        .fill()
        .whenComplete(
            (done, failure) ->
                executor.execute(
                    () -> {
                      asking = false;
                      tell(flow.queried(table.size(), now()));
                    }));
  }

  private void tell(Optional<Step> made) {
    if (made.isEmpty()) {
      return;
    }
    Step step = made.get();
    env.metrics().counter("p2p.bootstrap.steps", "to", step.to().name()).increment();
    env.metrics().timer("p2p.bootstrap.time", "in", step.from().name()).record(step.took());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("from", step.from().name());
    details.put("to", step.to().name());
    details.put("took_ms", Long.toString(step.took().toMillis()));
    details.put("attempt", Integer.toString(step.attempt()));
    String message =
        "Bootstrap: %s after %d ms in %s, since %s (attempt %d)"
            .formatted(step.to(), step.took().toMillis(), step.from(), step.why(), step.attempt());
    boolean alone = step.to() == State.WAITING || step.from() == State.ACTIVE;
    env.events()
        .publish(
            alone && step.to() != State.IDLE
                ? Event.warning("p2p.bootstrap", message, details)
                : Event.info("p2p.bootstrap", message, details));
    if (step.to() == State.CONTACTING) {
      seek.run();
    } else if (step.to() == State.DHT_QUERY && table.size() > 0) {
      ask();
    }
    plan();
  }

  private void plan() {
    timer.cancel();
    flow.due(now())
        .ifPresent(
            due -> {
              boolean look = flow.state() == State.PEER_LIST || flow.state() == State.DHT_QUERY;
              Duration pause = look && due.compareTo(LOOK) > 0 ? LOOK : due;
              timer = env.scheduler().schedule(pause, () -> executor.execute(this::tick));
            });
  }

  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("state", flow.state().name());
    status.put("since_ms", flow.since(now()).toMillis());
    status.put("attempt", flow.attempt());
    status.put("last_run_ms", flow.lastRun().toMillis());
    return status;
  }

  State state() {
    return flow.state();
  }
}
