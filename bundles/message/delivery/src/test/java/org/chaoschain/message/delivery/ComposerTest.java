// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType.Rejection;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.message.delivery.Composer.Composed;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Messages of this node are made; a plugin that has a say in it never holds its caller. */
class ComposerTest {
  private static final Ed25519Key ADA = Node.agent(1);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final Quota quota = new Quota("org.example.art", 1_000_000);
  private final Composer composer =
      new Composer(
          node.environment,
          node.delivery,
          simulation.entropy(),
          InboxSettings.DEFAULT,
          new SenderLanes(
              "messages that wait for a plugin",
              simulation.scheduler(),
              4,
              simulation.metrics().limit("message.delivery.verify.max.messages", 8, "messages"),
              simulation.metrics().limit("message.delivery.verify.max.bytes", 8, "bytes")));

  private CompletableFuture<Composed> compose(String type, String text) {
    node.hosted.put(ADA.agent(), ADA);
    Bytes body = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    return composer.compose(
        ADA.agent(),
        new Payload.Extended(new Extension(type, 1, body, "[" + type + "]")),
        SendOptions.DEFAULT);
  }

  private void register(TextType art, long id) {
    quota.declared.add("message-type=extension/art");
    node.delivery.addType(art, new Registration(0, id, quota));
  }

  @Test
  void without_a_plugin_the_message_is_made_at_once() {
    assertThat(compose("art", "a").join().text().fallback()).isTrue();
  }

  @Test
  void rules_and_renderer_of_a_plugin_are_asked_on_a_worker_and_counted() {
    register(new TextType("extension/art"), 1);
    CompletableFuture<Composed> composed = compose("art", "a");
    assertThat(composed).isNotDone();
    simulation.runUntilIdle();
    assertThat(composed.join().text().text()).isEqualTo("a");
    assertThat(quota.checked)
        .containsExactly("rules of extension/art", "renderer of extension/art");
    assertThat(quota.checking).isZero();
  }

  @Test
  void rules_that_do_not_return_fail_their_message_and_the_senders_next_one_goes_on() {
    TextType stuck =
        new TextType("extension/art") {
          @Override
          public Optional<Rejection> validate(Message message) {
            quota.instead.get(quota.instead.size() - 1).run();
            assertThat(node.delivery.removeType(1).toCompletableFuture()).isCompleted();
            return Optional.empty();
          }
        };
    register(stuck, 1);
    CompletableFuture<Composed> lost = compose("art", "a");
    CompletableFuture<Composed> next = compose("poem", "p");
    assertThat(next).as("one sender's messages stay in order").isNotDone();
    simulation.runUntilIdle();
    assertThatThrownBy(lost::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("a plugin has not returned");
    assertThat(next).isCompleted();
    assertThat(quota.checking).isZero();
  }
}
