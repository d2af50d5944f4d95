// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.communication.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds and texts of what agents say. */
class AgentMessagesTest {
  private static final Bytes HASH = Bytes.wrap(new byte[32]);
  private static final AgentId ADA = new AgentId(HASH);

  private final AgentMessages type = new AgentMessages();

  private static Message message(Payload payload, boolean critical) {
    return new Message(
        1,
        "id",
        Instant.EPOCH,
        ADA,
        "test",
        payload,
        Optional.empty(),
        Optional.empty(),
        critical,
        Optional.empty());
  }

  private static Message message(Content content) {
    return message(new Payload.AgentCommunication(ADA, Optional.empty(), content), false);
  }

  private static String x(int bytes) {
    return "x".repeat(bytes);
  }

  static List<Content> good() {
    return List.of(
        new Content.Alliance(x(64), Action.PROPOSE, x(4096)),
        new Content.Discussion(x(256), x(16_384), "id"),
        new Content.Discussion("t", "", ""),
        new Content.MemeShare(HASH, x(1024)),
        new Content.Status(x(64), x(1024)),
        new Content.Status("", ""),
        new Content.Announcement(x(64), x(1024), Collections.nCopies(32, x(64))),
        new Content.Unknown(CommunicationType.STATUS, 12, Bytes.EMPTY));
  }

  static List<Content> bad() {
    return List.of(
        new Content.Alliance("", Action.ACCEPT, ""),
        new Content.Alliance(x(65), Action.ACCEPT, ""),
        new Content.Alliance("a", Action.ACCEPT, x(4097)),
        new Content.Alliance("ä".repeat(33), Action.ACCEPT, ""),
        new Content.Discussion("", "text", ""),
        new Content.Discussion(x(257), "text", ""),
        new Content.Discussion("t", x(16_385), ""),
        new Content.Discussion("t", "text", "two words"),
        new Content.MemeShare(Bytes.EMPTY, ""),
        new Content.MemeShare(HASH, x(1025)),
        new Content.Status(x(65), ""),
        new Content.Status("", x(1025)),
        new Content.Announcement("", "", List.of()),
        new Content.Announcement(x(65), "", List.of()),
        new Content.Announcement("n", x(1025), List.of()),
        new Content.Announcement("n", "", Collections.nCopies(33, "c")),
        new Content.Announcement("n", "", List.of(x(65))));
  }

  @ParameterizedTest
  @MethodSource("good")
  void a_content_within_its_bounds_is_good(Content content) {
    assertThat(type.validate(message(content))).isEmpty();
    assertThat(type.render(message(content))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_content_beyond_its_bounds_is_the_senders_fault(Content content) {
    assertThat(type.validate(message(content)))
        .hasValueSatisfying(r -> assertThat(r.senderAtFault()).isTrue());
  }

  @Test
  void another_payload_is_refused() {
    Message other = message(new Payload.Opaque(5, Bytes.EMPTY), false);
    assertThat(type.validate(other)).isPresent();
  }

  @Test
  void contents_read_well() {
    assertThat(type.render(message(new Content.Status("glad", "hello")))).isEqualTo("glad: hello");
    assertThat(type.render(message(new Content.Discussion("chess", "e4", ""))))
        .isEqualTo("[chess] e4");
    assertThat(type.render(message(new Content.Alliance("axis", Action.DISSOLVE, ""))))
        .isEqualTo("dissolves alliance 'axis'");
    assertThat(type.render(message(new Content.Announcement("Ada", "counts", List.of("add")))))
        .isEqualTo("is Ada. counts (can: add)");
    assertThat(type.render(message(new Content.MemeShare(HASH, "look"))))
        .isEqualTo("shares meme 000000000000… look");
  }

  @Test
  void a_text_cannot_steer_the_terminal() {
    assertThat(type.render(message(new Content.Status("", "a\u001b[2Jb\nc"))))
        .isEqualTo("a [2Jb\nc");
  }

  @Test
  void the_class_follows_content_and_claim() {
    Content status = new Content.Status("", "x");
    Payload said = new Payload.AgentCommunication(ADA, Optional.empty(), status);
    assertThat(type.priority(message(said, false))).isEqualTo(Priority.MEDIUM);
    assertThat(type.priority(message(said, true))).isEqualTo(Priority.HIGH);
    assertThat(type.priority(message(new Content.Announcement("n", "", List.of()))))
        .isEqualTo(Priority.LOW);
  }
}
