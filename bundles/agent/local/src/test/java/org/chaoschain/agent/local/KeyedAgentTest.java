// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.core.KeyedAgent;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Agents whose key a bundle of the node keeps are hosted under that key, and not counted here. */
class KeyedAgentTest {
  private final Simulation simulation = new Simulation();
  private final SimulatedNode node =
      new SimulatedNode(
          simulation,
          new SimNetwork(simulation, LinkSettings.DEFAULT),
          "here",
          "/memory/1",
          Optional.empty(),
          InboxSettings.DEFAULT,
          DirectSettings.DEFAULT,
          new HostingSettings(1, 16, 1 << 20, 4, Duration.ofHours(1), Duration.ofSeconds(4)));

  private record Guest(String name, MessageSigner signer, List<String> got) implements KeyedAgent {
    @Override
    public void onMessage(SignedMessage message) {
      got.add(message.message().id());
    }
  }

  private Guest guest(String name) {
    return new Guest(name, Ed25519Key.ofSeed(simulation.entropy().bytes(32)), new ArrayList<>());
  }

  @Test
  void theyAreHostedUnderTheirOwnKeyBeyondTheLimitOfAgents() {
    Guest one = guest("one");
    Guest two = guest("two");
    assertThat(node.host(one)).isEqualTo(one.signer().agent());
    assertThat(node.host(two)).isEqualTo(two.signer().agent());
    node.host("own");
    assertThatThrownBy(() -> node.agents.host(new MailboxAgent("another")))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("agent.local.max.agents");
    simulation.runFor(Duration.ofSeconds(1));

    node.messenger.send(
        one.signer().agent(),
        two.signer().agent(),
        new Content.Status("glad", "hello"),
        SendOptions.DEFAULT);
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(two.got()).hasSize(1);
  }

  @Test
  void aPluginsAgentGetsAKeyOfTheNode() throws Exception {
    Guest guest = guest("sly");
    Registration ofPlugin = new Registration(0, 1, new Account());
    assertThat(node.agents.host(guest, ofPlugin).id()).isNotEqualTo(guest.signer().agent());
    assertThatThrownBy(
            () -> node.agents.host(guest("slier"), new Registration(0, 2, new Account())))
        .isInstanceOf(LimitExceededException.class);
  }

  /** A plugin that may do everything. */
  private static final class Account implements PluginAccount {
    @Override
    public String plugin() {
      return "org.example.sly";
    }

    @Override
    public void require(Capability capability) {}

    @Override
    public void failed(String what, Throwable cause) {
      throw new AssertionError(what, cause);
    }

    @Override
    public void openStream() {}

    @Override
    public void closeStream() {}

    @Override
    public void reserveQueue(int bytes) {}

    @Override
    public void releaseQueue(int bytes) {}

    @Override
    public Optional<Work> beginCheck(String what, Runnable retry) {
      return begin(what, retry);
    }

    @Override
    public Optional<Work> begin(String what, Runnable retry) {
      return PluginAccount.NODE.begin(what, retry);
    }
  }
}
