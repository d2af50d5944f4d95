// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.peer.AddressInfo;

/** Reports the same peers again and again; sound, or with one fault. */
final class FixedDiscovery implements Discovery {
  /** What can be wrong with it. */
  enum Fault {
    NONE,
    GOES_ON_AFTER_STOP,
    FLOODS,
    FORGETS_ONE,
    DIES_OF_A_SINK
  }

  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Scheduler scheduler;
  private final List<AddressInfo> peers;
  private final Fault fault;
  private DiscoverySink sink;
  private Cancellable repetition;

  FixedDiscovery(Scheduler scheduler, List<AddressInfo> peers, Fault fault) {
    this.scheduler = scheduler;
    this.peers = fault == Fault.FORGETS_ONE ? peers.subList(1, peers.size()) : peers;
    this.fault = fault;
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public void start(DiscoverySink reportTo) {
    sink = reportTo;
    repetition = scheduler.scheduleWithFixedDelay(PAUSE, PAUSE, this::report);
  }

  @Override
  public void wanted(int wanted) {
    if (fault == Fault.FLOODS && sink != null) {
      report();
    }
  }

  private void report() {
    peers.forEach(this::report);
  }

  private void report(AddressInfo peer) {
    try {
      sink.found(peer);
    } catch (RuntimeException e) {
      if (fault == Fault.DIES_OF_A_SINK) {
        repetition.cancel();
      }
    }
  }

  @Override
  public void stop() {
    if (fault != Fault.GOES_ON_AFTER_STOP) {
      repetition.cancel();
    }
  }
}
