// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A generation counts who works in it, so that none is lost when it goes. */
class GenerationTest {
  private record Named(String name, String topic, int maxBytes) implements MessageType {
    @Override
    public String render(Message message) {
      return "";
    }
  }

  private static Generation generation(String name, String topic, int maxBytes) {
    return new Generation(new Named(name, topic, maxBytes), 1, Registration.ofNode(0, 1));
  }

  @Test
  void it_is_drained_only_when_the_last_one_inside_has_left() {
    Generation generation = generation("agent", "agents", 100);
    assertThat(generation.enter()).isTrue();
    assertThat(generation.enter()).isTrue();
    generation.retire();
    generation.exit();
    assertThat(generation.drained().toCompletableFuture()).isNotDone();
    generation.exit();
    assertThat(generation.drained().toCompletableFuture()).isCompleted();
  }

  @Test
  void nobody_enters_a_retired_one() {
    Generation generation = generation("agent", "agents", 100);
    generation.retire();
    assertThat(generation.drained().toCompletableFuture()).isCompleted();
    assertThat(generation.enter()).isFalse();
    assertThat(generation.inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Agent", "extension/", "extension/Upper", "payload/100", "agent2", "memes"})
  void a_name_that_no_message_can_have_is_refused(String name) {
    assertThatThrownBy(() -> generation(name, "agents", 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void a_topic_or_size_out_of_bounds_is_refused() {
    assertThatThrownBy(() -> generation("agent", "", 100)).hasMessageContaining("topic");
    assertThatThrownBy(() -> generation("agent", "A b", 100)).hasMessageContaining("A b");
    assertThatThrownBy(() -> generation("agent", "agents", 0)).hasMessageContaining("262144");
    assertThatThrownBy(() -> generation("agent", "agents", 262_145)).hasMessageContaining("262145");
  }
}
