// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
  private static final String GOOD =
      "{\"from\":\"ada\",\"to\":\"bob\",\"type\":\"discussion\","
          + "\"content\":{\"topic\":\"tea\",\"text\":\"now?\"}}";

  private static CliException refused(String text) {
    CliException refusal =
        catchThrowableOfType(CliException.class, () -> Conversation.parse("c.jsonl", text));
    assertThat(refusal).as(text).isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
    return refusal;
  }

  @Test
  void theShippedConversationIsWellFormed() {
    Conversation shipped =
        Conversation.read(
            Path.of(
                "..", "..", "distribution", "src", "main", "etc", "demo", "conversation.jsonl"));
    assertThat(shipped.lines()).hasSizeBetween(100, 200);
    assertThat(shipped.agents()).hasSize(8);
    int middle = shipped.lines().size() / 2;
    assertThat(shipped.lines().subList(0, middle)).anyMatch(Line::extension);
    assertThat(shipped.lines().subList(middle, shipped.lines().size())).anyMatch(Line::extension);
  }

  @Test
  void linesKeepTheirNumbersAndEmptyLinesAreSkipped() {
    Conversation conversation = Conversation.parse("c", "\n" + GOOD + "\n\n" + GOOD + "\n");
    assertThat(conversation.lines()).extracting(Line::number).containsExactly(2, 4);
    assertThat(conversation.lines().get(0).to()).contains("bob");
    assertThat(conversation.agents()).containsExactly("ada", "bob");
  }

  @Test
  void withoutToItIsForAll() {
    String line = GOOD.replace("\"to\":\"bob\",", "");
    assertThat(Conversation.parse("c", line).lines().get(0).to()).isEmpty();
  }

  @Test
  void eachMalformedLineIsNamedByItsNumber() {
    String text = String.join("\n", GOOD, "{nonsense", GOOD, GOOD.replace("discussion", "chat"));
    assertThat(refused(text).getMessage().lines())
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("c.jsonl:2: not a JSON object"),
            second ->
                assertThat(second).startsWith("c.jsonl:4: ").contains("'chat'", "discussion"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|'from' is missing",
        "{\"from\":1}|'from' is text, not 1",
        "{\"from\":\"Ada Lovelace\"}|agent's name",
        "{\"from\":\"ada\"}|'type' is missing",
        "{\"from\":\"ada\",\"type\":\"status\"}|'content' is missing; for status it is an object with mood, text",
        "{\"from\":\"ada\",\"tpye\":\"status\"}|'tpye' is no member of a line; they are content, from, to, type",
        "{\"from\":\"ada\",\"type\":\"status\",\"content\":{\"text\":\"x\"}}|lacks 'mood'",
        "{\"from\":\"ada\",\"type\":\"status\",\"content\":{\"mood\":7}}|'mood' is text of 1 to 64 bytes; not 7",
        "{\"from\":\"ada\",\"type\":\"alliance\",\"content\":{\"alliance\":\"a\",\"action\":\"sign\"}}|one of propose, accept, reject, dissolve; not 'sign'",
        "{\"from\":\"ada\",\"type\":\"meme\",\"content\":{\"hash\":\"00\"}}|SHA-256",
        "{\"from\":\"ada\",\"type\":\"extension\",\"content\":{\"extension\":\"A B\",\"body\":\"x\",\"fallback\":\"y\"}}|'extension' is 1 to 64",
        "{\"from\":\"ada\",\"type\":\"announcement\",\"content\":{\"name\":\"a\",\"capabilities\":\"x\"}}|a list of at most 32 texts",
      })
  void theReasonSaysWhatIsExpected(String line, String reason) {
    assertThat(refused(line).getMessage()).startsWith("c.jsonl:1: ").contains(reason);
  }

  @Test
  void aTextBeyondTheProtocolsLimitIsRefused() {
    String line = GOOD.replace("tea", "é".repeat(129));
    assertThat(refused(line).getMessage()).contains("'topic' is text of 1 to 256 bytes");
  }

  @Test
  void anEmptyConversationIsRefused() {
    assertThat(refused("\n\n").getMessage()).contains("no line");
  }

  @Test
  void aMissingFileIsNotFound() {
    CliException refusal =
        catchThrowableOfType(
            CliException.class, () -> Conversation.read(Path.of("does", "not", "exist")));
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void manyProblemsAreCutShort() {
    String text = String.join("\n", List.of("x ".repeat(100).split(" ")));
    assertThat(refused(text).getMessage().lines()).hasSize(21);
  }
}
