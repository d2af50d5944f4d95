// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The rules of a plugin's type are asked in lanes of that type, and counted at its account. */
class HungRulesTest {
  private static final Ed25519Key ADA = Node.agent(1);

  private final Simulation simulation = new Simulation();
  private final Node node =
      new Node(simulation, InboxSettings.DEFAULT, new JudgingSettings(3, 4L << 20, 64L << 20));
  private final Quota quota = new Quota("org.example.art", 1_000_000);
  private final TextType art = new TextType("extension/art");
  private final TextType poem = new TextType("extension/poem");
  private final List<Arrival> arrivals = new ArrayList<>();

  private void register(TextType type, long id) {
    quota.declared.add("message-type=extension/art");
    node.delivery.addType(type, new Registration(0, id, quota));
  }

  private Arrival receive(String type, String text) {
    Arrival arrival =
        node.delivery
            .inbox()
            .receive(node.extension(ADA, type, text).wire(), new Origin.Gossip("agents", "p"));
    arrivals.add(arrival);
    return arrival;
  }

  @Test
  void rules_are_counted_at_the_account_and_those_of_the_node_are_not() {
    register(art, 1);
    node.delivery.addType(poem, 0, 2);
    receive("art", "a");
    receive("poem", "p");
    simulation.runUntilIdle();
    assertThat(quota.checked).containsExactly("rules of extension/art");
    assertThat(quota.checking).isZero();
    assertThat(art.handled).containsExactly("a");
    assertThat(poem.handled).containsExactly("p");
  }

  @Test
  void messages_that_wait_for_rules_hold_up_no_other_type_not_even_of_the_same_sender() {
    register(art, 1);
    node.delivery.addType(poem, 0, 2);
    quota.checks = 0;
    Arrival first = receive("art", "a0");
    receive("art", "a1");
    receive("poem", "p");
    simulation.runUntilIdle();
    assertThat(poem.handled).containsExactly("p");
    assertThat(art.handled).isEmpty();
    assertThat(first.admitted()).isNotDone();
    quota.checks = 1;
    quota.allow(1);
    simulation.runUntilIdle();
    assertThat(art.handled).containsExactly("a0", "a1");
    assertThat(first.admitted().join()).isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void what_waits_beyond_the_limit_is_refused_for_now_naming_scope_limit_and_key() {
    register(art, 1);
    quota.checks = 0;
    for (int i = 0; i < 4; i++) {
      receive("art", "a" + i);
    }
    simulation.runUntilIdle();
    assertThat(arrivals.get(3).admitted().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
              assertThat(refused.refusal().retryable()).isTrue();
              assertThat(refused.senderAtFault()).isFalse();
              assertThat(refused.reason())
                  .isEqualTo(
                      "messages of extension/art that wait to be judged: 4 messages is above the"
                          + " limit of 3; the key message.delivery.judge.max.messages changes it");
            });
    assertThat(simulation.metrics().refusals("message.delivery.judge.max.messages")).isEqualTo(1);
  }

  @Test
  void when_the_type_goes_what_waits_for_its_rules_is_parked_in_order_and_the_next_handles_it() {
    register(art, 1);
    quota.checks = 0;
    receive("art", "a0");
    receive("art", "a1");
    simulation.runUntilIdle();
    assertThat(node.delivery.removeType(1).toCompletableFuture()).isCompleted();
    receive("art", "a2");
    simulation.runUntilIdle();
    assertThat(arrivals).allMatch(a -> a.admitted().join() == Taken.PARKED);
    TextType next = new TextType("extension/art");
    quota.checks = 1;
    register(next, 2);
    simulation.runUntilIdle();
    assertThat(next.handled).containsExactly("a0", "a1", "a2");
    assertThat(art.handled).isEmpty();
  }

  @Test
  void a_younger_generation_of_the_node_itself_judges_what_waits_for_a_plugins_rules_first() {
    register(art, 1);
    quota.checks = 0;
    receive("art", "a0");
    simulation.runUntilIdle();
    TextType next = new TextType("extension/art");
    node.delivery.addType(next, 0, 2);
    receive("art", "a1");
    simulation.runUntilIdle();
    assertThat(next.handled).containsExactly("a0", "a1");
  }

  @Test
  void rules_that_are_given_up_fail_their_message_once_and_the_lane_goes_on_without_them() {
    // the call does not return until the account has given it up, as the watch would have it
    TextType stuck =
        new TextType("extension/art") {
          @Override
          public Optional<Rejection> validate(Message message) {
            if (text(message).equals("a0")) {
              quota.checks = 0; // as the account does from then on
              quota.instead.forEach(Runnable::run);
              assertThat(node.delivery.removeType(1).toCompletableFuture()).isCompleted();
            }
            return Optional.empty();
          }
        };
    register(stuck, 1);
    receive("art", "a0");
    receive("art", "a1");
    simulation.runUntilIdle();
    assertThat(arrivals.get(0).admitted().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isEqualTo(Refusal.TYPE_FAILED);
              assertThat(refused.reason()).contains("rules of extension/art have not returned");
            });
    assertThat(node.records(State.REJECTED)).hasSize(1);
    assertThat(arrivals.get(1).admitted().join()).isEqualTo(Taken.PARKED);
    quota.checks = 1;
    register(art, 2);
    simulation.runUntilIdle();
    assertThat(stuck.handled).isEmpty();
    assertThat(art.handled).containsExactly("a1");
    assertThat(quota.checking).isZero();
  }

  @Test
  void a_handler_that_is_given_up_fails_its_message_once_and_the_lane_goes_on_without_it() {
    TextType stuck =
        new TextType("extension/art") {
          @Override
          public void handle(org.chaoschain.api.message.SignedMessage message) {
            quota.handlers = 0;
            List.copyOf(quota.instead).forEach(Runnable::run);
            assertThat(node.delivery.removeType(1).toCompletableFuture()).isCompleted();
          }
        };
    register(stuck, 1);
    receive("art", "a0");
    receive("art", "a1");
    simulation.runUntilIdle();
    assertThat(arrivals.get(0).handled().join())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("has not returned"));
    assertThat(node.records(State.FAILED)).hasSize(1);
    assertThat(node.delivered()).isEmpty();
    quota.allow(1);
    register(art, 2);
    simulation.runUntilIdle();
    assertThat(art.handled).containsExactly("a1");
    assertThat(quota.queued).isZero();
  }
}
