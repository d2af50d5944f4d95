// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Agents hear of events at the node; one that fails at it hurts only itself. */
class EventsTest {
  private final Simulation simulation = new Simulation();

  private record Listener(String name, List<String> heard, boolean broken) implements Agent {
    @Override
    public void onMessage(SignedMessage message) {}

    @Override
    public void onEvent(Instant at, Event event) {
      heard.add(event.type());
      if (broken) {
        throw new IllegalStateException("a bug");
      }
    }
  }

  @Test
  void eventsAreToldInOrderAndAFloodIsNotToldWhole() {
    SimulatedNode node =
        new SimulatedNode(
            simulation,
            new SimNetwork(simulation, LinkSettings.DEFAULT),
            "here",
            "/memory/1",
            Optional.empty(),
            InboxSettings.DEFAULT,
            DirectSettings.DEFAULT,
            HostingSettings.DEFAULT);
    Listener good = new Listener("good", new ArrayList<>(), false);
    Listener bad = new Listener("bad", new ArrayList<>(), true);
    node.host(good);
    node.host(bad);
    simulation.runFor(Duration.ofSeconds(1));
    node.agents.tell(simulation.clock().now(), Event.info("one", "", Map.of()));
    node.agents.tell(simulation.clock().now(), Event.info("two", "", Map.of()));
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(good.heard()).containsExactly("one", "two");
    assertThat(bad.heard()).containsExactly("one", "two");
    for (int i = 0; i < 1_000; i++) {
      node.agents.tell(simulation.clock().now(), Event.info("flood", "", Map.of()));
    }
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(good.heard()).hasSizeBetween(3, 2 + HostingSettings.DEFAULT.mailboxMaxNotices() / 2);
    assertThat(simulation.metrics().count("agent.local.events.untold")).isPositive();
    node.close();
    simulation.runFor(Duration.ofMinutes(3));
    simulation.assertNoLeaks();
  }
}
