// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** In which order and at what pace the addresses of a peer are tried, and what comes of it. */
class DialerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final Map<String, CompletableFuture<Connection>> attempts = new TreeMap<>();
  private final Map<String, Duration> startedAt = new TreeMap<>();
  private NameResolver resolver = address -> CompletableFuture.completedFuture(List.of(address));

  private CompletionStage<Connection> dial(String... addresses) {
    HostEnvironment environment =
        new HostEnvironment(
            null,
            simulation.clock(),
            simulation.scheduler(),
            simulation.metrics(),
            simulation.events(),
            address -> resolver.resolve(address),
            List::of);
    List<Multiaddr> parsed = new ArrayList<>();
    for (String address : addresses) {
      parsed.add(Multiaddr.parse(address));
    }
    return new Dialer(
            environment,
            HostConfig.defaults(List.of()),
            (address, expected, over) -> {
              startedAt.put(address.toString(), simulation.now());
              if (address.toString().equals("/memory/666")) {
                throw new IllegalStateException("a transport that is broken");
              }
              return attempts.computeIfAbsent(address.toString(), a -> new CompletableFuture<>());
            },
            Peers.of(1))
        .dial(parsed);
  }

  private SimConnection connection() {
    return new SimConnection(simulation, Peers.key(1));
  }

  @Test
  void addresses_are_tried_one_after_the_other_with_a_stagger() {
    CompletionStage<Connection> dialled = dial("/memory/1", "/memory/2", "/memory/3");
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(startedAt)
        .containsEntry("/memory/1", Duration.ZERO)
        .containsEntry("/memory/2", Duration.ofMillis(250))
        .containsEntry("/memory/3", Duration.ofMillis(500));
    SimConnection third = connection();
    SimConnection first = connection();
    attempts.get("/memory/3").complete(third);
    simulation.runUntilIdle();
    attempts.get("/memory/1").complete(first);
    assertThat(simulation.await(dialled, SOON)).isSameAs(third);
    simulation.runUntilIdle();
    assertThat(first.closed()).describedAs("the slower one").isTrue();
    assertThat(third.closed()).isFalse();
  }

  @Test
  void the_next_one_is_tried_at_once_when_one_fails_and_none_after_success() {
    CompletionStage<Connection> dialled = dial("/memory/1", "/memory/2", "/memory/3");
    simulation.runUntilIdle();
    attempts.get("/memory/1").completeExceptionally(new DialException("no"));
    simulation.runUntilIdle();
    assertThat(startedAt).containsOnlyKeys("/memory/1", "/memory/2");
    attempts.get("/memory/2").complete(connection());
    simulation.await(dialled, SOON);
    simulation.runFor(SOON);
    assertThat(startedAt).doesNotContainKey("/memory/3");
  }

  @Test
  void when_all_fail_each_is_named_with_its_reason() {
    resolver =
        address -> {
          if (address.toString().startsWith("/dns4/bad")) {
            return CompletableFuture.failedFuture(new DialException("no such name"));
          } else if (address.toString().startsWith("/dns4/broken")) {
            throw new IllegalStateException("a resolver that is broken");
          }
          return CompletableFuture.completedFuture(List.of(address));
        };
    CompletionStage<Connection> dialled =
        dial(
            "/memory/1",
            "/dns4/bad.test/tcp/1",
            "/dns4/broken.test/tcp/1",
            "/memory/666",
            "/memory/2/p2p/" + Peers.of(2));
    simulation.runUntilIdle();
    attempts.get("/memory/1").completeExceptionally(new DialException("nobody listens"));
    Throwable failure = simulation.awaitFailure(dialled, SOON);
    assertThat(failure)
        .isInstanceOf(DialException.class)
        .hasMessageContaining("/memory/1: nobody listens")
        .hasMessageContaining("/dns4/bad.test/tcp/1: no such name")
        .hasMessageContaining("/dns4/broken.test/tcp/1: a resolver that is broken")
        .hasMessageContaining("/memory/666: a transport that is broken")
        .hasMessageContaining("it names another peer");
  }

  @Test
  void without_an_address_it_fails_and_says_so() {
    assertThat(simulation.awaitFailure(dial(), SOON)).hasMessageContaining("no address");
  }

  @Test
  void addresses_are_bounded_before_and_after_names_are_resolved() {
    resolver =
        address -> {
          List<Multiaddr> many = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            many.add(Multiaddr.parse("/memory/" + i));
          }
          return CompletableFuture.completedFuture(many);
        };
    dial("/dns4/a.test/tcp/1");
    simulation.runFor(SOON);
    assertThat(startedAt).hasSize(16);
    assertThat(simulation.metrics().refusals("p2p.host.max.addresses.per.dial")).isEqualTo(1);
  }
}
