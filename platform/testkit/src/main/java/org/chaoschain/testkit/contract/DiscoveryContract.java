// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Discovery} does. Runs in virtual time. */
public abstract class DiscoveryContract {
  private static final int IMPATIENT_CALLS = 10_000;

  private final Simulation simulation = new Simulation();
  private final List<AddressInfo> found = new ArrayList<>();
  private Discovery discovery;

  /** For the subclass. */
  protected DiscoveryContract() {}

  /**
   * A fresh discovery that takes clock, scheduler and randomness from the simulation, in
   * surroundings where it can find {@link #findable}.
   */
  protected abstract Discovery newDiscovery(Simulation from);

  /** Who can be found; not empty. */
  protected abstract Set<PeerId> findable();

  /** Virtual time within which all of them are found. */
  protected Duration patience() {
    return Duration.ofMinutes(10);
  }

  /** The most reports in one minute, however often more peers are wanted. */
  protected int mostReportsAMinute() {
    return 100 * findable().size();
  }

  @BeforeEach
  void make() {
    discovery = newDiscovery(simulation);
  }

  private void awaitAll() {
    simulation.await(() -> peers().containsAll(findable()), patience());
  }

  private Set<PeerId> peers() {
    return found.stream().map(AddressInfo::peer).collect(Collectors.toSet());
  }

  @Test
  void itHasAName() {
    assertTrue(discovery.name().matches("[a-z][a-z0-9-]*"), discovery::name);
  }

  @Test
  void itFindsEveryoneWithAnAddress() {
    discovery.start(found::add);
    awaitAll();
    assertEquals(findable(), peers());
    assertTrue(found.stream().noneMatch(info -> info.addresses().isEmpty()), found::toString);
  }

  @Test
  void itLooksAgainWhenMorePeersAreWanted() {
    discovery.start(found::add);
    awaitAll();
    found.clear();
    discovery.wanted(1);
    simulation.await(() -> !found.isEmpty(), patience());
  }

  @Test
  void itDoesNothingBeforeItIsStarted() {
    discovery.wanted(1);
    simulation.runFor(patience());
    discovery.start(found::add);
    awaitAll();
  }

  @Test
  void itFindsNothingMoreOnceItHasStopped() {
    discovery.start(found::add);
    awaitAll();
    discovery.stop();
    int before = found.size();
    discovery.wanted(1);
    simulation.runFor(patience());
    assertEquals(before, found.size());
    discovery.stop();
  }

  @Test
  void itCanBeStoppedAtAnyMoment() {
    discovery.start(found::add);
    discovery.stop();
    int before = found.size();
    simulation.runFor(patience());
    assertEquals(before, found.size());
  }

  @Test
  void impatienceIsNoFlood() {
    discovery.start(found::add);
    awaitAll();
    found.clear();
    for (int i = 0; i < IMPATIENT_CALLS; i++) {
      discovery.wanted(100);
    }
    simulation.runFor(Duration.ofMinutes(1));
    assertTrue(
        found.size() <= mostReportsAMinute(),
        () -> "%d reports, at most %d allowed".formatted(found.size(), mostReportsAMinute()));
  }

  @Test
  void aSinkThatThrowsDoesNotStopIt() {
    List<AddressInfo> refused = new ArrayList<>();
    boolean[] broken = {true};
    discovery.start(
        peer -> {
          if (broken[0]) {
            refused.add(peer);
            throw new IllegalStateException("broken sink");
          }
          found.add(peer);
        });
    simulation.await(() -> !refused.isEmpty(), patience());
    simulation.runUntilIdle();
    broken[0] = false;
    discovery.wanted(1);
    awaitAll();
  }
}
