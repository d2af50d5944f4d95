// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.agent.remote.core.Saying.Unsayable;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.testkit.plugin.Messages;
import org.junit.jupiter.api.Test;

/** What an agent may have sent, and what it is told about the rest. */
class SayingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final AgentId ME = Messages.agent(1);
  private static final AgentId OTHER = Messages.agent(2);
  private static final String CONTENT =
      "\"content\":{\"type\":\"status_update\",\"data\":{\"mood\":\"calm\"}}";

  private static Saying say(String text) throws Unsayable {
    Frame.Said said = (Frame.Said) Wire.read(text);
    return Saying.of(said.message(), ME, "chaos", NOW);
  }

  private static String message(AgentId from, String envelope) {
    return "{\"type\":\"agent_message\",\"from\":\"%s\",\"to\":\"%s\",%s,\"envelope\":{%s}}"
        .formatted(from, OTHER, CONTENT, envelope);
  }

  private static void refused(String text, String code, String pointer) {
    Unsayable refused = catchThrowableOfType(Unsayable.class, () -> say(text));
    assertThat(refused).as(text).isNotNull();
    assertThat(refused.problem().code()).isEqualTo(code);
    assertThat(refused.problem().pointer()).contains(pointer);
    assertThat(refused.problem().remedy()).isNotEmpty();
  }

  @Test
  void a_message_to_one_agent() throws Unsayable {
    Saying saying =
        say(
            message(
                ME,
                "\"id\":\"m1\",\"expires_at\":\"2026-01-01T00:00:30Z\",\"in_reply_to\":\"q\",\"critical\":true"));
    assertThat(saying.id()).isEqualTo("m1");
    assertThat(((Payload.AgentCommunication) saying.payload()).target()).contains(OTHER);
    assertThat(saying.options().timeToLive()).isEqualTo(Duration.ofSeconds(30));
    assertThat(saying.options().inReplyTo()).contains("q");
    assertThat(saying.options().critical()).isTrue();
  }

  @Test
  void a_message_to_all_an_extension_and_a_meme() throws Unsayable {
    Payload all =
        say("{\"type\":\"network_broadcast\",\"from\":\"%s\",%s,\"envelope\":{\"id\":\"m\"}}"
                .formatted(ME, CONTENT))
            .payload();
    assertThat(((Payload.AgentCommunication) all).target()).isEmpty();
    assertThat(
            say("{\"type\":\"extension\",\"extension\":{\"type\":\"art\"},\"envelope\":{\"id\":\"m\"}}")
                .payload())
        .isInstanceOf(Payload.Extended.class);
    assertThat(
            say("{\"type\":\"meme\",\"meme\":{\"hash\":\"%s\",\"author\":\"%s\"},\"envelope\":{\"id\":\"m\"}}"
                    .formatted("00".repeat(32), ME))
                .payload())
        .isInstanceOf(Payload.Meme.class);
  }

  @Test
  void without_an_id_nothing_is_sent() {
    refused(message(ME, "\"critical\":false"), "missing", "/envelope/id");
  }

  @Test
  void an_agent_speaks_for_itself_and_on_the_chain_of_the_node() {
    refused(message(OTHER, "\"id\":\"m\""), "not-you", "/from");
    refused(
        message(ME, "\"id\":\"m\",\"sender\":\"" + OTHER + "\""), "not-you", "/envelope/sender");
    refused(message(ME, "\"id\":\"m\",\"chain_id\":\"order\""), "chain", "/envelope/chain_id");
  }

  @Test
  void what_is_over_is_not_sent() {
    refused(
        message(ME, "\"id\":\"m\",\"expires_at\":\"2026-01-01T00:00:00Z\""),
        "expired",
        "/envelope/expires_at");
  }

  @Test
  void what_is_signed_already_is_not_signed_again() {
    refused(
        message(ME, "\"id\":\"m\",\"signature\":\"" + "00".repeat(64) + "\""),
        "signed",
        "/envelope");
  }

  @Test
  void nodes_say_what_is_for_nodes_to_say() {
    refused(
        "{\"type\":\"opaque\",\"number\":14,\"envelope\":{\"id\":\"m\"}}", "unknown-type", "/type");
  }

  @Test
  void a_refusal_names_the_message() {
    Unsayable refused =
        catchThrowableOfType(Unsayable.class, () -> say(message(OTHER, "\"id\":\"m9\"")));
    assertThat(refused.problem().id()).isEqualTo(Optional.of("m9"));
  }
}
