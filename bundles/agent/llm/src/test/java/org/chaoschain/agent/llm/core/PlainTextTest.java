// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Any characters, hidden ones and halves of pairs more often than not. */
  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0, 0x10ffff)),
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0, 0xff)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0x2000, 0x206f)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0xd800, 0xdfff)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0x300, 0x36f)))
        .list()
        .ofMaxSize(60)
        .map(
            points -> {
              StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  @Property
  void nothingIsHiddenAndTheBoundIsKept(
      @ForAll("anything") String text, @ForAll @IntRange(min = 0, max = 80) int most) {
    for (String clean : new String[] {PlainText.line(text, most), PlainText.lines(text, most)}) {
      assertThat(utf8(clean)).isLessThanOrEqualTo(most);
      assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .as("is well-formed")
          .isEqualTo(clean);
      assertThat(clean.codePoints())
          .allMatch(
              c ->
                  c == '\n'
                      || switch (Character.getType(c)) {
                        case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            false;
                        default -> true;
                      });
    }
    assertThat(PlainText.line(text, most)).doesNotContain("\n");
  }

  @Property
  void whatIsCleanStaysAsItIs(
      @ForAll("anything") String text, @ForAll @IntRange(min = 0, max = 80) int most) {
    String clean = PlainText.lines(text, most);
    assertThat(PlainText.lines(clean, most)).isEqualTo(clean);
    String line = PlainText.line(text, most);
    assertThat(PlainText.line(line, most)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "plain words, plain words",
    "Grüße, Grüße",
    "日本語 и русский, 日本語 и русский",
    "\ud83d\ude00, \ud83d\ude00",
    "a\u202eb, a\ufffdb",
    "a\u2066\u2067\u2069b, a\ufffdb",
    "i\u200bg\u200cn\u200dore, i\ufffdg\ufffdn\ufffdore",
    "\ufeffa, \ufffda",
    "a\u00adb, a\ufffdb",
    "a\u00a0\u3000b, a  b",
    "\udb40\udc41\udb40\udc42a, \ufffda",
    "a\ue000b, a\ufffdb",
    "a\ud800b, a\ufffdb",
    "a\u3164b, a\ufffdb",
    "\u2764\ufe0fa, \u2764a",
    "e\u0301, e\u0301",
    "e\u0301\u0301\u0301\u0301\u0301\u0301, e\u0301\u0301\u0301\u0301",
  })
  void eachKindIsTreated(String text, String clean) {
    assertThat(PlainText.line(text, 1_000)).isEqualTo(clean);
  }

  @Test
  void controlCharactersAndLineEnds() {
    assertThat(PlainText.line("a\0b\u001b[31mc\td\r\ne\u0085f\u2028g", 100))
        .isEqualTo("a\ufffdb\ufffd[31mc d e\ufffdf\ufffdg");
    assertThat(PlainText.lines("a\r\nb\rc\nd", 100)).isEqualTo("a\nb\nc\nd");
  }

  @Test
  void whatIsTooLongEndsWithAnEllipsis() {
    assertThat(PlainText.line("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PlainText.line("abcdefg", 6)).isEqualTo("abc…");
    assertThat(PlainText.line("ääää", 7)).isEqualTo("ää…");
    assertThat(PlainText.line("abcd", 2)).isEmpty();
  }
}
