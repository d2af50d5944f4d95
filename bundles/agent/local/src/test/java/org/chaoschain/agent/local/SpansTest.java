// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.local.Spans.Notice;
import org.chaoschain.agent.local.Spans.Post;
import org.chaoschain.agent.local.Spans.Span;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** Notices keep their place among the messages, also among those that are still on their way. */
class SpansTest {
  private static final AgentId ADA = new AgentId(Bytes.wrap(new byte[AgentId.SIZE]));

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Spans spans = new Spans(metrics.limit("test.max.notices", 2, "notices"));

  private static Post post(String id) {
    Message message =
        new Message(
            1,
            id,
            Instant.EPOCH,
            ADA,
            "test",
            new Payload.AgentCommunication(ADA, Optional.empty(), new Content.Status("", "x")),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    Bytes bytes = Bytes.wrap(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Post(
        new SignedMessage(message, bytes, bytes, bytes), PluginAccount.NODE, Spans.NOBODY);
  }

  private void put(String id) {
    spans.fill(spans.keepPlace(), post(id));
  }

  private boolean tell(String what) {
    return spans.add("test", new Notice(what, agent -> {}));
  }

  /** What can be handed over now, in order. */
  private List<String> taken() {
    List<String> all = new ArrayList<>();
    while (spans.first().isPresent()) {
      Spans.Entry entry = spans.removeFirst();
      all.add(entry instanceof Post p ? p.message().message().id() : ((Notice) entry).what());
    }
    return all;
  }

  @Test
  void a_notice_comes_after_the_messages_before_it_and_before_those_after_it() {
    put("a");
    tell("lost");
    put("b");
    tell("back");
    put("c");
    assertThat(taken()).containsExactly("a", "lost", "b", "back", "c");
  }

  @Test
  void a_message_that_is_on_its_way_when_the_notice_comes_is_waited_for() {
    Span early = spans.keepPlace();
    tell("lost");
    put("b");
    assertThat(taken()).isEmpty();
    spans.fill(early, post("a"));
    assertThat(taken()).containsExactly("a", "lost", "b");
  }

  @Test
  void a_place_that_is_given_up_is_not_waited_for_any_longer() {
    Span early = spans.keepPlace();
    tell("lost");
    put("b");
    assertThat(taken()).isEmpty();
    assertThat(spans.release(early)).as("a notice may be next").isTrue();
    assertThat(taken()).containsExactly("lost", "b");
  }

  @Test
  void more_notices_than_the_limit_are_counted_and_not_kept() {
    assertThat(tell("1")).isTrue();
    assertThat(tell("2")).isTrue();
    assertThat(tell("3")).isFalse();
    assertThat(metrics.refusals("test.max.notices")).isEqualTo(1);
    assertThat(taken()).containsExactly("1", "2");
    assertThat(tell("4")).isTrue();
  }

  @Test
  void clearing_answers_the_messages_of_all_spans() {
    put("a");
    tell("lost");
    put("b");
    assertThat(spans.clear()).extracting(p -> p.message().message().id()).containsExactly("a", "b");
    assertThat(taken()).isEmpty();
  }
}
