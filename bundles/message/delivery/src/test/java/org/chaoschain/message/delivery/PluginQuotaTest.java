// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.SwapEffects.Change;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.api.isolation.SwapEffects.Kind;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A plugin's message type does what its manifest declares, within the plugin's quotas. */
class PluginQuotaTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final Quota quota = new Quota("org.example.art", 1_000);
  private final TextType art = new TextType("extension/art");
  private final List<Arrival> arrivals = new ArrayList<>();

  private void register(TextType type, long id) {
    node.delivery.addType(type, new Registration(0, id, quota));
  }

  private void registerArt() {
    quota.declared.add("message-type=extension/art");
    register(art, 1);
  }

  private Arrival receive(Ed25519Key from, String text) {
    Arrival arrival =
        node.delivery
            .inbox()
            .receive(node.extension(from, "art", text).wire(), new Origin.Gossip("agents", "p"));
    arrivals.add(arrival);
    return arrival;
  }

  @Test
  void a_type_that_is_not_declared_is_not_taken() {
    assertThatThrownBy(() -> register(art, 1))
        .isInstanceOf(CapabilityException.class)
        .hasMessageContaining("message-type=extension/art")
        .hasMessageContaining("Chaos-Capabilities");
    assertThat(node.delivery.types()).isEmpty();
  }

  @Test
  void a_topic_that_is_not_the_payloads_own_has_to_be_declared_too() {
    TextType onMemes =
        new TextType("extension/art") {
          @Override
          public String topic() {
            return "memes";
          }
        };
    quota.declared.add("message-type=extension/art");
    assertThatThrownBy(() -> register(onMemes, 1)).hasMessageContaining("topic=memes");
    quota.declared.add("topic=memes");
    register(onMemes, 1);
    assertThat(node.delivery.topics()).containsExactly("memes");
  }

  @Test
  void a_lane_at_the_quota_of_handlers_waits_without_a_worker_and_goes_on_in_order() {
    registerArt();
    quota.handlers = 0;
    for (int i = 0; i < 5; i++) {
      receive(ADA, "a" + i);
    }
    simulation.runUntilIdle();
    assertThat(art.handled).isEmpty();
    assertThat(quota.waiting()).isEqualTo(1);
    assertThat(arrivals).allMatch(a -> a.admitted().join() == Taken.ACCEPTED);
    quota.allow(1);
    simulation.runUntilIdle();
    assertThat(art.handled).containsExactly("a0", "a1", "a2", "a3", "a4");
    assertThat(quota.running).isZero();
    assertThat(quota.calls).isEqualTo(5);
  }

  @Test
  void messages_that_wait_for_a_quota_go_to_the_next_generation_when_the_plugin_goes() {
    registerArt();
    quota.handlers = 0;
    receive(ADA, "a0");
    receive(ADA, "a1");
    simulation.runUntilIdle();
    TextType next = new TextType("extension/art");
    node.delivery.addType(next, 0, 2);
    simulation.runUntilIdle();
    assertThat(next.handled).containsExactly("a0", "a1");
    assertThat(quota.queued).isZero();
  }

  @Test
  void an_older_generation_that_is_fed_again_gets_what_waits_for_a_quota_of_the_younger() {
    TextType old = new TextType("extension/art");
    node.delivery.addType(old, 0, 1);
    quota.declared.add("message-type=extension/art");
    register(art, 2);
    quota.handlers = 0;
    receive(ADA, "a0");
    simulation.runUntilIdle();
    assertThat(node.delivery.removeType(2).toCompletableFuture()).isCompleted();
    simulation.runUntilIdle();
    assertThat(old.handled).containsExactly("a0");
  }

  @Test
  void what_waits_beyond_the_quota_of_bytes_is_refused_as_busy_naming_plugin_limit_and_key() {
    registerArt();
    quota.handlers = 0;
    int size = node.extension(BOB, "art", "x").wire().size();
    int fit = 1_000 / size;
    for (int i = 0; i <= fit; i++) {
      receive(ADA, String.valueOf(i));
    }
    simulation.runUntilIdle();
    assertThat(arrivals.get(fit).handled().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isEqualTo(Refusal.BUSY);
              assertThat(refused.reason())
                  .contains("org.example.art", "1000", "extension.plugins.quota.queue.bytes");
            });
    quota.allow(1);
    simulation.runUntilIdle();
    assertThat(art.handled).hasSize(fit);
    assertThat(quota.queued).isZero();
  }

  @Test
  void parked_messages_take_no_room_of_the_plugin() {
    registerArt();
    quota.handlers = 0;
    receive(ADA, "a0");
    simulation.runUntilIdle();
    assertThat(quota.queued).isPositive();
    node.delivery.removeType(1);
    assertThat(quota.queued).isZero();
    assertThat(node.delivery.types()).singleElement().matches(type -> type.parked() == 1);
  }

  @Test
  void failures_of_handler_rules_and_renderer_are_told_to_the_account() {
    quota.declared.add("message-type=extension/art");
    register(
        new TextType("extension/art") {
          @Override
          public Optional<Rejection> validate(Message message) {
            if (text(message).equals("bad rules")) {
              throw new IllegalStateException("rules");
            }
            return Optional.empty();
          }

          @Override
          public void handle(SignedMessage message) {
            if (text(message.message()).equals("bad handler")) {
              throw new IllegalStateException("handler");
            }
          }

          @Override
          public String render(Message message) {
            throw new IllegalStateException("renderer");
          }
        },
        1);
    receive(ADA, "bad rules");
    receive(ADA, "bad handler");
    receive(ADA, "good");
    simulation.runUntilIdle();
    assertThat(quota.failures)
        .containsExactly(
            "rules of extension/art: rules",
            "handler of extension/art: handler",
            "handler of extension/art: renderer");
    assertThat(quota.running).isZero();
    assertThat(arrivals.get(2).handled().join()).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void a_plan_sees_how_many_messages_pause_or_are_parked() {
    registerArt();
    quota.handlers = 0;
    receive(ADA, "a0");
    receive(BOB, "b0");
    simulation.runUntilIdle();
    assertThat(node.delivery.effects("org.example.art", Change.REMOVE))
        .containsExactly(new Effect(Kind.MESSAGE_TYPE_PARKS, "extension/art", 2, Duration.ZERO));
    assertThat(node.delivery.effects("org.example.art", Change.OVERLAP))
        .containsExactly(new Effect(Kind.MESSAGE_TYPE_PAUSES, "extension/art", 2, Duration.ZERO));
    assertThat(node.delivery.effects("org.example.other", Change.REMOVE)).isEmpty();
    node.delivery.removeType(1);
    simulation.runFor(Duration.ofMillis(70));
    registerArt();
    assertThat(node.delivery.effects("org.example.art", Change.HAND_OVER))
        .containsExactly(
            new Effect(Kind.MESSAGE_TYPE_PAUSES, "extension/art", 2, Duration.ofMillis(70)));
  }
}
