// SPDX-License-Identifier: Apache-2.0
package org.example.asciimeme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of the body: what is read, and how what is wrong is named. */
class AsciiMemeTest {
  private static final String EYES = "ascii-meme/1 5x2 .O\nO...O\n..O..\n";

  @Test
  void readsWhatItWrites() {
    AsciiMeme film =
        new AsciiMeme(3, 2, " #", List.of(List.of("# #", " # "), List.of(" # ", "# #")));
    assertEquals(film, AsciiMeme.parse(film.toBytes()));
  }

  @Test
  void readsAPicture() {
    AsciiMeme meme = AsciiMeme.parse(bytes(EYES));
    assertEquals(".O", meme.palette());
    assertEquals(List.of(List.of("O...O", "..O..")), meme.frames());
  }

  @Test
  void theLastLineFeedMayBeLeftOut() {
    assertEquals(AsciiMeme.parse(bytes(EYES)), AsciiMeme.parse(bytes(EYES.strip())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                   | line 1 must be
          ascii-meme/2 1x1 .~.                 | line 1 must be
          ascii-meme/1 1x1~.                   | line 1 must be
          ascii-meme/1 81x1 .~.                | width is 81; it must be 1 to 80
          ascii-meme/1 1x41 .~.                | height is 41; it must be 1 to 40
          ascii-meme/1 0x1 .~.                 | width is 0
          ascii-meme/1 2x1 ..~..               | palette has '.' twice
          ascii-meme/1 2x1 .~...               | row 1 of frame 1 has 3 characters and not 2
          ascii-meme/1 2x2 .~..                | frame 1 has 1 rows and not 2
          ascii-meme/1 2x1 .~.x                | character 2 of row 1 of frame 1 is 'x'
          ascii-meme/1 1x1 .~.~~.~~.~~.~~.~~.~~.~~.~~. | number of frames is 9
          ascii-meme/1 1x1 abcdefghijklmnopq~a | palette is 17; it must be 1 to 16
          """)
  void saysWhatIsWrong(String body, String reason) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AsciiMeme.parse(bytes(body.replace('~', '\n'))));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void refusesWhatATerminalCouldObey() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AsciiMeme.parse(bytes("ascii-meme/1 4x1 .\n\u001b[2J")));
    assertTrue(e.getMessage().contains("byte 19 is 0x1b"), e.getMessage());
  }

  @Test
  void theLargestMemeFitsItsLimit() {
    List<String> frame = Collections.nCopies(AsciiMeme.MAX_HEIGHT, "#".repeat(AsciiMeme.MAX_WIDTH));
    AsciiMeme largest =
        new AsciiMeme(
            AsciiMeme.MAX_WIDTH,
            AsciiMeme.MAX_HEIGHT,
            "#abcdefghijklmno",
            Collections.nCopies(AsciiMeme.MAX_FRAMES, frame));
    assertTrue(largest.toBytes().size() <= AsciiMeme.MAX_BYTES);
    assertEquals(largest, AsciiMeme.parse(largest.toBytes()));
  }

  @Test
  void aBodyBeyondTheLimitIsNotEvenLookedAt() {
    Bytes tooLarge = Bytes.wrap(new byte[AsciiMeme.MAX_BYTES + 1]);
    assertThrows(IllegalArgumentException.class, () -> AsciiMeme.parse(tooLarge));
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
