// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;
import org.junit.jupiter.api.Test;

/** What the control commands send and broadcast understand. */
class WordingTest {
  private static final AgentId ADA = new AgentId(Bytes.wrap(new byte[32]));

  private static final AgentDirectory DIRECTORY =
      new AgentDirectory() {
        @Override
        public List<HostedAgent> hosted() {
          return List.of(new HostedAgent("ada", ADA));
        }

        @Override
        public Optional<HostedAgent> byName(String name) {
          return hosted().stream().filter(a -> a.name().equals(name)).findFirst();
        }

        @Override
        public Optional<HostedAgent> byId(AgentId id) {
          return hosted().stream().filter(a -> a.id().equals(id)).findFirst();
        }
      };

  private static Wording of(Map<String, Object> arguments) {
    return new Wording(new ControlRequest("send", arguments), Optional.of(DIRECTORY));
  }

  @Test
  void the_only_agent_of_a_node_speaks_if_none_is_named() throws Exception {
    assertThat(of(Map.of()).from()).isEqualTo(ADA);
    assertThat(of(Map.of("from", "ada")).from()).isEqualTo(ADA);
    assertThat(of(Map.of("to", ADA.toString())).to()).isEqualTo(ADA);
  }

  @Test
  void an_agent_that_is_neither_hosted_nor_an_id_is_not_found() {
    assertThatThrownBy(() -> of(Map.of("to", "eve")).to())
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("eve")
        .hasMessageContaining("did:key");
  }

  @Test
  void each_type_is_made_of_its_fields() throws Exception {
    assertThat(of(Map.of("type", "status", "mood", "glad", "text", "hi")).content())
        .isEqualTo(new Content.Status("glad", "hi"));
    assertThat(of(Map.of("type", "discussion", "topic", "t", "text", "hi")).content())
        .isEqualTo(new Content.Discussion("t", "hi", ""));
    assertThat(of(Map.of("type", "alliance", "alliance", "a", "action", "accept")).content())
        .isEqualTo(new Content.Alliance("a", Content.Alliance.Action.ACCEPT, ""));
    assertThat(
            of(Map.of("type", "announcement", "name", "n", "capabilities", List.of("x"))).content())
        .isEqualTo(new Content.Announcement("n", "", List.of("x")));
    assertThat(
            of(Map.of("type", "extension", "extension", "art", "body", "x", "fallback", "f"))
                .content())
        .isInstanceOf(Content.Extended.class);
  }

  @Test
  void a_broadcast_meme_carries_its_data_and_their_hash() throws Exception {
    Payload payload =
        of(Map.of("type", "meme", "format", "text/plain", "data_base64", "aGk=")).payload(ADA);
    Payload.Meme meme = (Payload.Meme) payload;
    assertThat(meme.data()).isEqualTo(Bytes.copyOf((byte) 'h', (byte) 'i'));
    assertThat(meme.hash().hex())
        .isEqualTo("8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4");
  }

  @Test
  void what_is_off_is_told_with_what_would_be_right() {
    assertThatThrownBy(() -> of(Map.of("type", "shout")).content())
        .hasMessageContaining("status, discussion");
    assertThatThrownBy(() -> of(Map.of("ttl", "soon")).options()).hasMessageContaining("soon");
    assertThatThrownBy(
            () -> of(Map.of("type", "alliance", "alliance", "a", "action", "join")).content())
        .hasMessageContaining("propose, accept");
  }

  @Test
  void options_are_read_from_the_request() throws Exception {
    assertThat(of(Map.of("ttl", "5m", "critical", true)).options())
        .satisfies(
            options -> {
              assertThat(options.timeToLive()).isEqualTo(Duration.ofMinutes(5));
              assertThat(options.critical()).isTrue();
            });
  }
}
