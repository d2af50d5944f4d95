// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;

/** Lets the users of services that have gone end, by force at the drain deadline. */
final class Drains {
  /** What uses a service. */
  enum What {
    /** Streams use a protocol. */
    STREAMS,
    /** Connections use a transport, secure channel or muxer. */
    CONNECTIONS
  }

  private final HostConfig config;
  private final HostEnvironment environment;
  private final Map<What, Timer> timers = new EnumMap<>(What.class);

  Drains(HostConfig config, HostEnvironment environment) {
    this.config = config;
    this.environment = environment;
    timers.put(What.STREAMS, environment.metrics().timer("p2p.streams.drain"));
    timers.put(What.CONNECTIONS, environment.metrics().timer("p2p.connections.drain"));
  }

  /**
   * Retires a service.
   *
   * @param force ends what still uses it; called at the drain deadline, if anything does
   * @return completes when nothing uses it any more
   */
  CompletionStage<Void> drain(Generation<?> service, What what, Runnable force) {
    long from = environment.clock().nanoTime();
    boolean used = service.users() > 0;
    CompletionStage<Void> done = service.retire();
    if (!used) {
      return done;
    }
    Cancellable deadline =
        environment
            .scheduler()
            .schedule(
                config.drainTimeout(),
                () -> {
                  environment
                      .metrics()
                      .counter("p2p.drain.overdue", "what", what.name())
                      .add(service.users());
                  force.run();
                });
    return done.whenComplete(
        (nothing, failure) -> {
          deadline.cancel();
          timers.get(what).record(Duration.ofNanos(environment.clock().nanoTime() - from));
        });
  }

  /**
   * How long it takes until such users have ended: the mean of what was seen, else the deadline.
   */
  Duration expected(What what) {
    Timer seen = timers.get(what);
    long count = seen.count();
    return count == 0 ? config.drainTimeout() : seen.total().dividedBy(count);
  }

  /** How long an address is not listened on in a hand-over: the mean of what was seen. */
  Duration expectedGap() {
    Timer seen = environment.metrics().timer("p2p.listen.gap");
    long count = seen.count();
    return count == 0 ? config.handoverTimeout() : seen.total().dividedBy(count);
  }
}
