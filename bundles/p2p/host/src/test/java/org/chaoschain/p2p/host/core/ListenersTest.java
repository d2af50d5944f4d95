// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Addresses stay bound whatever transports do. */
class ListenersTest {
  private static final Multiaddr ANY = Multiaddr.parse("/ip4/0.0.0.0/tcp/7");
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation();
  private final List<Duration> bindsAt = new ArrayList<>();
  private int changes;
  private int closed;
  private boolean inUse;
  private boolean broken;

  private final Listeners listeners =
      new Listeners(
          HostConfig.defaults(List.of(ANY, ANY)),
          new HostEnvironment(
              null,
              simulation.clock(),
              simulation.scheduler(),
              simulation.metrics(),
              simulation.events(),
              null,
              () -> List.of(ip(192, 0, 2, 1), InetAddress.getLoopbackAddress())),
          simulation.scheduler().serial("test"),
          raw -> {},
          () -> changes++);

  private static InetAddress ip(int... parts) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) parts[0], (byte) parts[1], (byte) parts[2], (byte) parts[3]});
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private final Transport transport =
      new Transport() {
        @Override
        public String name() {
          return "test";
        }

        @Override
        public boolean supports(Multiaddr address) {
          return true;
        }

        @Override
        public CompletionStage<TransportConnection> dial(Multiaddr address) {
          throw new AssertionError();
        }

        @Override
        public CompletionStage<Listener> listen(
            Multiaddr address, Consumer<TransportConnection> acceptor) {
          bindsAt.add(simulation.now());
          if (broken) {
            throw new IllegalStateException("broken");
          }
          return inUse
              ? CompletableFuture.failedFuture(new TransportException("the port is in use"))
              : CompletableFuture.completedFuture(listener());
        }
      };

  private Listener listener() {
    return new Listener() {
      @Override
      public Multiaddr address() {
        return ANY;
      }

      @Override
      public CompletionStage<Void> close() {
        closed++;
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  @Test
  void unspecified_addresses_are_announced_as_those_of_the_interfaces() {
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    assertThat(listeners.bound()).containsExactly(ANY);
    assertThat(listeners.announced())
        .containsExactly(
            Multiaddr.parse("/ip4/192.0.2.1/tcp/7"), Multiaddr.parse("/ip4/127.0.0.1/tcp/7"));
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void a_port_in_use_is_tried_again_with_growing_pauses_and_reported() {
    inUse = true;
    listeners.add(transport);
    simulation.runFor(Duration.ofMinutes(3));
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < bindsAt.size(); i++) {
      pauses.add(bindsAt.get(i).minus(bindsAt.get(i - 1)).toMillis());
    }
    assertThat(pauses).startsWith(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
    assertThat(simulation.events().ofType("p2p.listen.failed").get(0).toString())
        .contains("the port is in use")
        .contains("p2p.host.listen");
    inUse = false;
    simulation.await(() -> !listeners.bound().isEmpty(), Duration.ofSeconds(31));
    listeners.stop();
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void a_transport_that_throws_is_tried_again() {
    broken = true;
    listeners.add(transport);
    simulation.runFor(Duration.ofMillis(600));
    assertThat(bindsAt).hasSize(2);
    broken = false;
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
  }

  @Test
  void a_transport_that_goes_is_closed_and_bound_again_when_it_comes_back() {
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    listeners.remove(transport);
    simulation.await(() -> listeners.bound().isEmpty(), SOON);
    assertThat(closed).isEqualTo(1);
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    assertThat(changes).isEqualTo(3);
  }

  @Test
  void nothing_is_tried_any_more_after_the_transport_has_gone() {
    inUse = true;
    listeners.add(transport);
    simulation.runUntilIdle();
    listeners.remove(transport);
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(bindsAt).hasSize(1);
  }
}
