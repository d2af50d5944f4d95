// SPDX-License-Identifier: Apache-2.0
package org.example.asciimeme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType.Rejection;
import org.chaoschain.api.message.Payload;
import org.junit.jupiter.api.Test;

/** What a node does with the plugin. */
class AsciiMemeTypeTest {
  private static final String FISH = "ascii-meme/1 6x1 .<>o=\n><==o>\n";

  private final AsciiMemeType type = new AsciiMemeType(Canvas.PLAIN);

  @Test
  void isResponsibleForMessagesOfItsName() {
    assertEquals(type.name(), message(FISH, 1, "").typeName());
  }

  @Test
  void acceptsAMeme() {
    assertEquals(Optional.empty(), type.validate(message(FISH, 1, "a fish")));
  }

  @Test
  void blamesTheSenderOfABrokenOne() {
    Rejection rejection = type.validate(message("ascii-meme/1 2x1 .\n.", 1, "")).orElseThrow();
    assertTrue(rejection.senderAtFault());
    assertTrue(rejection.reason().contains("row 1 of frame 1 has 1 characters and not 2"));
  }

  @Test
  void blamesNobodyForANewerForm() {
    assertFalse(type.validate(message(FISH, 2, "")).orElseThrow().senderAtFault());
  }

  @Test
  void rendersThePictureAndItsCaption() {
    assertEquals(
        """
        +------+
        |><==o>|
        +------+
        a fish""",
        type.render(message(FISH, 1, "a\u001bfish")));
  }

  @Test
  void theNextVersionRendersShades() {
    Message gradient = message("ascii-meme/1 5x1 .:oO@\n.:oO@\n", 1, "");
    assertEquals(
        """
        +-----+
        | ░▒▓█|
        +-----+""",
        new AsciiMemeType(Canvas.SHADED).render(gradient));
  }

  @Test
  void theStyleOfThisBuildIsKnown() {
    assertEquals(
        type.name(), new AsciiMemeType().name(), "the component runtime uses this constructor");
  }

  private static Message message(String body, int schemaVersion, String caption) {
    Extension extension =
        new Extension(
            AsciiMemeType.EXTENSION_TYPE,
            schemaVersion,
            Bytes.copyOf(body.getBytes(StandardCharsets.US_ASCII)),
            caption);
    return new Message(
        Message.VERSION,
        "m1",
        Instant.EPOCH,
        new AgentId(Bytes.wrap(new byte[AgentId.SIZE])),
        "chaos-dev",
        new Payload.Extended(extension),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }
}
