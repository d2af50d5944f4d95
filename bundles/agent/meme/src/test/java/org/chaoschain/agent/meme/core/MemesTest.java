// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.meme.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.junit.jupiter.api.Test;

/** The rules and texts of memes. */
class MemesTest {
  private static final AgentId ADA = new AgentId(Bytes.wrap(new byte[32]));
  private static final Bytes DATA = Bytes.wrap("such text".getBytes(StandardCharsets.UTF_8));

  private final Memes type = new Memes();

  private static Message message(
      String format, String caption, Bytes hash, Bytes data, String address) {
    return message(new Payload.Meme(ADA, format, caption, hash, data, address));
  }

  private static Message message(Payload payload) {
    return new Message(
        1,
        "id",
        Instant.EPOCH,
        ADA,
        "test",
        payload,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private String refusal(Message message) {
    return type.validate(message).orElseThrow().reason();
  }

  @Test
  void a_meme_has_data_that_agree_with_its_hash_or_an_address() {
    assertThat(type.validate(message("image/png", "", Memes.hash(DATA), DATA, ""))).isEmpty();
    assertThat(
            type.validate(message("ascii-meme", "", Memes.hash(DATA), Bytes.EMPTY, "https://x/y")))
        .isEmpty();
    assertThat(refusal(message("image/png", "", Memes.hash(DATA), Bytes.EMPTY, "")))
        .contains("neither data nor an address");
  }

  @Test
  void data_that_do_not_hash_to_what_the_meme_says_are_refused() {
    Bytes other = Memes.hash(Bytes.EMPTY);
    assertThat(refusal(message("image/png", "", other, DATA, "")))
        .contains(Memes.hash(DATA).hex())
        .contains(other.hex());
    assertThat(refusal(message("image/png", "", Bytes.EMPTY, DATA, ""))).contains("32 bytes");
  }

  @Test
  void format_caption_and_address_are_bounded() {
    Bytes hash = Memes.hash(DATA);
    for (String format : new String[] {"", "image/", "/png", "a b", "x".repeat(65), "a/b/c"}) {
      assertThat(type.validate(message(format, "", hash, DATA, "")))
          .describedAs(format)
          .isPresent();
    }
    assertThat(refusal(message("x", "c".repeat(1025), hash, DATA, ""))).contains("1025");
    assertThat(refusal(message("x", "", hash, DATA, "a".repeat(1025)))).contains("1025");
    assertThat(type.validate(message("x", "c".repeat(1024), hash, DATA, ""))).isEmpty();
  }

  @Test
  void another_payload_is_refused() {
    assertThat(type.validate(message(new Payload.Opaque(5, Bytes.EMPTY)))).isPresent();
  }

  @Test
  void a_text_meme_is_shown_and_others_are_described() {
    assertThat(type.render(message("text/plain", "wow", Memes.hash(DATA), DATA, "")))
        .startsWith("meme ")
        .contains("(text/plain, 9 bytes): wow\nsuch text");
    assertThat(type.render(message("image/png", "", Memes.hash(DATA), Bytes.EMPTY, "https://x")))
        .endsWith("(image/png, at https://x)");
  }

  @Test
  void memes_travel_on_a_topic_of_their_own_and_have_the_largest_envelope() {
    assertThat(type.topic()).isEqualTo("memes");
    assertThat(type.maxBytes()).isEqualTo(262_144);
  }
}
