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
  private int settled;
  private int closed;
  private final List<Multiaddr> asked = new ArrayList<>();
  private Multiaddr bindsTo = ANY;
  private CompletableFuture<Void> freed = CompletableFuture.completedFuture(null);
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
          (transport, raw) -> {},
          () -> changes++,
          () -> settled++);

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
          asked.add(address);
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
        return bindsTo;
      }

      @Override
      public CompletionStage<Void> close() {
        closed++;
        return freed;
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
    assertThat(listeners.announced()).isNotEmpty();
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    assertThat(changes).describedAs("others hear nothing of a short gap").isEqualTo(1);
    assertThat(simulation.metrics().timer("p2p.listen.gap").count()).isEqualTo(1);
  }

  @Test
  void the_addresses_of_a_transport_that_does_not_come_back_are_withdrawn_after_a_while() {
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    listeners.remove(transport);
    simulation.runFor(Duration.ofSeconds(6));
    assertThat(listeners.announced()).isEmpty();
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void the_next_transport_is_asked_for_the_very_port_once_it_is_free_and_for_any_if_it_is_not() {
    bindsTo = Multiaddr.parse("/ip4/0.0.0.0/tcp/4711");
    CompletableFuture<Void> free = new CompletableFuture<>();
    freed = free;
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    CompletionStage<Void> gone = listeners.remove(transport);
    listeners.add(transport);
    simulation.runUntilIdle();
    assertThat(asked).containsExactly(ANY);
    assertThat(gone.toCompletableFuture()).isNotDone();
    inUse = true;
    free.complete(null);
    simulation.runUntilIdle();
    assertThat(gone.toCompletableFuture()).isDone();
    assertThat(asked).containsExactly(ANY, bindsTo);
    inUse = false;
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    assertThat(asked).containsExactly(ANY, bindsTo, ANY);
    assertThat(settled).isPositive();
  }

  @Test
  void the_deadline_of_one_hand_over_does_not_end_the_next_one() {
    bindsTo = Multiaddr.parse("/ip4/0.0.0.0/tcp/4711");
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    listeners.remove(transport);
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    simulation.runFor(Duration.ofSeconds(4));
    listeners.remove(transport);
    simulation.runFor(Duration.ofSeconds(2));
    assertThat(listeners.announced()).isNotEmpty();
    listeners.add(transport);
    simulation.await(() -> !listeners.bound().isEmpty(), SOON);
    assertThat(asked).containsExactly(ANY, bindsTo, bindsTo);
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
