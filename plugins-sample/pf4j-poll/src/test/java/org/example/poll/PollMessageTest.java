// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is a poll and what is a vote. */
class PollMessageTest {
  @Test
  void readsAPoll() {
    assertEquals(
        new PollMessage.Poll("Which animal?", List.of("a cat", "an owl")),
        PollMessage.parse(bytes("poll/1\nWhich animal?\na cat\nan owl\n")));
  }

  @Test
  void readsAVote() {
    assertEquals(new PollMessage.Vote("m-1", 2), PollMessage.parse(bytes("vote/1\nm-1\n2\n")));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                            line 1 must be
          'poll/2|q|a|b',                line 1 must be
          'poll/1',                      line 2 must be the question
          'poll/1|q|a',                  a poll has 2 to 9 options, not 1
          'poll/1|q|a|a',                two options are the same
          'poll/1|q|a|\u001b[2J',        does not print
          'poll/1| |a|b',                the question has 1 to 256 characters
          'vote/1|m-1|0',                the number of an option in line 3
          'vote/1|m-1|2|3',              the number of an option in line 3
          """)
  void saysWhatIsWrong(String body, String reason) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PollMessage.parse(bytes(body.replace('|', '\n'))))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void refusesWhatIsNoText() {
    assertThrows(
        IllegalArgumentException.class, () -> PollMessage.parse(Bytes.wrap(new byte[] {-1})));
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
