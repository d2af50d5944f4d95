// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.SwapEffects.Change;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.api.isolation.SwapEffects.Kind;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Generations of one agent: who gets the messages, who is told when, and what a plugin may do. */
class AgentGenerationsTest {
  private static final Ed25519Key KEY = Ed25519Key.ofSeed(new byte[32]);

  private final Simulation simulation = new Simulation();
  private final List<String> seen = new ArrayList<>();
  private int changes;
  private final AgentHosting hosting =
      new AgentHosting(
          new HostingEnvironment(
              PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, KEY.publicKey())),
              simulation.clock(),
              simulation.scheduler(),
              simulation.metrics(),
              name -> KEY,
              Optional::empty,
              () -> changes++),
          HostingSettings.DEFAULT);

  /** Writes down what it is told, under its own name. */
  private class Poet implements Agent {
    private final String label;

    Poet(String label) {
      this.label = label;
    }

    @Override
    public String name() {
      return "poet";
    }

    @Override
    public void onHosted(AgentContext context) {
      seen.add(label + " hosted");
    }

    @Override
    public void onMessage(SignedMessage message) {
      seen.add(label + " got " + message.message().id());
    }

    @Override
    public void onRemoved() {
      seen.add(label + " removed");
    }
  }

  /** A plugin that may have so many handlers. */
  private static final class Plugin implements PluginAccount {
    private boolean declared = true;
    private boolean full;
    private long queued;
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    @Override
    public String plugin() {
      return "org.example.poet";
    }

    @Override
    public void require(Capability capability) {
      if (!declared) {
        throw new CapabilityException(plugin(), capability);
      }
    }

    @Override
    public void reserveQueue(int bytes) {
      queued += bytes;
    }

    @Override
    public void releaseQueue(int bytes) {
      queued -= bytes;
    }

    @Override
    public Optional<Work> beginCheck(String what, Runnable retry) {
      return begin(what, retry);
    }

    @Override
    public Optional<Work> begin(String what, Runnable retry) {
      if (full) {
        waiting.add(retry);
        return Optional.empty();
      }
      return Optional.of(
          new Work() {
            @Override
            public void failed(Throwable cause) {
              failures.add(what + ": " + cause.getMessage());
            }

            @Override
            public void close() {}
          });
    }

    @Override
    public void openStream() {}

    @Override
    public void closeStream() {}

    @Override
    public void failed(String what, Throwable cause) {
      failures.add(what + ": " + cause.getMessage());
    }
  }

  private static Registration registration(int ranking, long id) {
    return Registration.ofNode(ranking, id);
  }

  private void message(String id) throws LimitExceededException {
    Message message =
        new Message(
            1,
            id,
            Instant.EPOCH,
            KEY.agent(),
            "test",
            new Payload.AgentCommunication(
                KEY.agent(), Optional.of(KEY.agent()), new Content.Status("", id)),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    Bytes wire = Bytes.wrap(id.getBytes(StandardCharsets.UTF_8));
    SignedMessage signed = new SignedMessage(message, wire, wire, wire);
    hosting.reserve(KEY.agent(), wire.size()).orElseThrow().fill(signed);
  }

  @Test
  void anAgentThatWasAskedForItsNameIsNotAskedAgain() throws Exception {
    Poet silent =
        new Poet("silent") {
          @Override
          public String name() {
            throw new AssertionError("it may never answer");
          }
        };
    hosting.host(silent, "poet", Registration.ofNode(0, 1));
    simulation.runUntilIdle();
    assertThat(seen).containsExactly("silent hosted");
  }

  @Test
  void a_new_generation_is_hosted_before_its_first_message_and_the_old_one_removed_after_its_last()
      throws Exception {
    AgentId id = hosting.host(new Poet("old"), registration(0, 1)).id();
    simulation.runUntilIdle();
    message("m1");
    simulation.runUntilIdle();
    int announced = changes;
    hosting.host(new Poet("new"), registration(0, 2));
    message("m2");
    CompletionStage<Void> gone = hosting.remove(1);
    message("m3");
    simulation.runUntilIdle();
    assertThat(gone.toCompletableFuture()).isCompleted();
    assertThat(seen).startsWith("old hosted", "old got m1");
    assertThat(seen).contains("new hosted", "new got m3", "old removed");
    assertThat(seen.indexOf("new hosted")).isLessThan(seen.indexOf("new got m3"));
    assertThat(seen.stream().filter(s -> s.contains("got"))).hasSize(3);
    assertThat(hosting.agents()).containsExactly(id);
    assertThat(changes).isEqualTo(announced);
  }

  @Test
  void the_higher_ranking_gets_the_messages_and_of_equal_ranking_the_younger() throws Exception {
    hosting.host(new Poet("high"), registration(9, 1));
    hosting.host(new Poet("young"), registration(0, 2));
    simulation.runUntilIdle();
    message("m1");
    simulation.runUntilIdle();
    hosting.remove(1);
    message("m2");
    simulation.runUntilIdle();
    assertThat(seen).contains("high got m1", "young got m2");
  }

  @Test
  void the_last_one_is_handed_what_is_in_its_mailbox_before_it_is_removed() throws Exception {
    hosting.host(new Poet("only"), registration(0, 1));
    simulation.runUntilIdle();
    for (int i = 0; i < 40; i++) {
      message("m" + i);
    }
    CompletionStage<Void> gone = hosting.remove(1);
    assertThat(hosting.agents()).isEmpty();
    assertThat(hosting.reserve(KEY.agent(), 1)).isEmpty();
    simulation.runUntilIdle();
    assertThat(gone.toCompletableFuture()).isCompleted();
    assertThat(seen).hasSize(42).endsWith("only got m39", "only removed");
  }

  @Test
  void one_that_comes_while_the_last_one_leaves_gets_the_rest_of_the_mailbox() throws Exception {
    Plugin plugin = new Plugin();
    hosting.host(new Poet("old"), new Registration(0, 1, plugin));
    simulation.runUntilIdle();
    plugin.full = true;
    message("m1");
    message("m2");
    CompletionStage<Void> gone = hosting.remove(1);
    simulation.runUntilIdle();
    assertThat(gone.toCompletableFuture()).isNotDone();
    hosting.host(new Poet("new"), registration(0, 2));
    simulation.runUntilIdle();
    assertThat(gone.toCompletableFuture()).isCompleted();
    assertThat(seen).containsSubsequence("new hosted", "new got m1", "new got m2");
    assertThat(plugin.queued).isZero();
  }

  @Test
  void what_cannot_be_handed_over_in_time_is_given_up_and_counted() throws Exception {
    Plugin plugin = new Plugin();
    hosting.host(new Poet("stuck"), new Registration(0, 1, plugin));
    simulation.runUntilIdle();
    plugin.full = true;
    message("m1");
    CompletionStage<Void> gone = hosting.remove(1);
    simulation.runFor(HostingSettings.DEFAULT.drainTimeout().plus(Duration.ofSeconds(1)));
    assertThat(gone.toCompletableFuture()).isCompleted();
    assertThat(simulation.metrics().count("agent.local.discarded")).isEqualTo(1);
    assertThat(plugin.queued).isZero();
  }

  @Test
  void a_mailbox_at_a_quota_waits_without_a_worker_and_goes_on_in_order() throws Exception {
    Plugin plugin = new Plugin();
    hosting.host(new Poet("poet"), new Registration(0, 1, plugin));
    simulation.runUntilIdle();
    plugin.full = true;
    for (int i = 0; i < 3; i++) {
      message("m" + i);
    }
    simulation.runUntilIdle();
    assertThat(seen).containsExactly("poet hosted");
    assertThat(plugin.queued).isEqualTo(6);
    plugin.full = false;
    List.copyOf(plugin.waiting).forEach(Runnable::run);
    simulation.runUntilIdle();
    assertThat(seen).endsWith("poet got m0", "poet got m1", "poet got m2");
    assertThat(plugin.queued).isZero();
  }

  @Test
  void an_agent_that_its_plugin_does_not_declare_is_not_hosted() {
    Plugin plugin = new Plugin();
    plugin.declared = false;
    assertThatThrownBy(() -> hosting.host(new Poet("poet"), new Registration(0, 1, plugin)))
        .isInstanceOf(CapabilityException.class)
        .hasMessageContaining("agent=poet");
    assertThat(hosting.agents()).isEmpty();
  }

  @Test
  void failures_are_told_to_the_account_and_the_next_message_follows() throws Exception {
    Plugin plugin = new Plugin();
    hosting.host(
        new Poet("poet") {
          @Override
          public void onHosted(AgentContext context) {
            throw new IllegalStateException("stage fright");
          }

          @Override
          public void onMessage(SignedMessage message) {
            super.onMessage(message);
            throw new IllegalStateException("no rhyme");
          }
        },
        new Registration(0, 1, plugin));
    simulation.runUntilIdle();
    message("m1");
    message("m2");
    simulation.runUntilIdle();
    assertThat(plugin.failures)
        .containsExactly(
            "agent poet at the start: stage fright",
            "agent poet: no rhyme",
            "agent poet: no rhyme");
    assertThat(seen).containsExactly("poet got m1", "poet got m2");
  }

  @Test
  void a_plan_sees_which_agents_move_or_leave() throws Exception {
    Plugin plugin = new Plugin();
    hosting.host(new Poet("poet"), new Registration(0, 1, plugin));
    simulation.runUntilIdle();
    plugin.full = true;
    message("m1");
    assertThat(hosting.effects("org.example.poet", Change.OVERLAP))
        .containsExactly(new Effect(Kind.AGENT_MOVES, "poet", 1, Duration.ZERO));
    assertThat(hosting.effects("org.example.poet", Change.REMOVE))
        .containsExactly(new Effect(Kind.AGENT_LEAVES, "poet", 1, Duration.ZERO));
    assertThat(hosting.effects("org.example.other", Change.REMOVE)).isEmpty();
  }
}
