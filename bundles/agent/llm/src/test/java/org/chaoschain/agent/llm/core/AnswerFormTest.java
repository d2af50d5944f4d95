// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.chaoschain.agent.llm.core.AnswerForm.Judgement;
import org.chaoschain.message.json.core.JsonPrinter;
import org.chaoschain.message.json.core.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFormTest {
  private static final int MOST = 10_000;

  private static SilenceException refused(String answer) {
    return catchThrowableOfType(
        SilenceException.class, () -> AnswerForm.opinion(answer, MOST, 100));
  }

  @Test
  void anOpinionIsRead() throws SilenceException {
    assertThat(AnswerForm.opinion("{\"approve\":true,\"reason\":\"fine\"}", MOST, 100))
        .isEqualTo(new Judgement(true, "fine"));
    assertThat(AnswerForm.opinion(" \n{\"reason\": \"a\\nb\", \"approve\": false} ", MOST, 100))
        .isEqualTo(new Judgement(false, "a b"));
  }

  static List<String> malformed() {
    return Corpus.lines("answers-malformed.txt");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatHasAnotherFormIsNone(String answer) {
    SilenceException refusal = refused(answer);
    assertThat(refusal).as("is refused").isNotNull();
    assertThat(refusal.why()).isEqualTo(Cause.FORM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SECRET\": true}",
        "{\"approve\": true, \"reason\": \"x\", \"SECRET\": 1}",
        "{\"SECRET\": 1, \"SECRET\": 2}",
        "\"SECRET\"",
        "SECRET"
      })
  void aRefusalQuotesNothing(String answer) {
    assertThat(refused(answer)).hasMessageNotContaining("SECRET");
  }

  @Property
  void whateverAReasonHoldsItIsOneBoundedLine(@ForAll @StringLength(max = 400) String reason)
      throws SilenceException {
    String answer =
        "{\"approve\":true,\"reason\":"
            + JsonPrinter.print(new JsonValue.Text(PlainText.lines(reason, 2_000)))
            + "}";
    String read = AnswerForm.opinion(answer, MOST, 100).reason();
    assertThat(read.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(100);
    assertThat(read).doesNotContain("\n");
  }

  @Property
  void noTextMakesItFailOtherwise(@ForAll @StringLength(max = 100) String answer) {
    SilenceException refusal = refused(answer);
    assertThat(refusal == null || refusal.why() == Cause.FORM).isTrue();
  }

  @Test
  void aReplyIsReadAndMayBeEmpty() throws SilenceException {
    assertThat(AnswerForm.reply("{\"reply\":\" hi\\n\\u202Ethere \"}", MOST, 100))
        .isEqualTo("hi\n\ufffdthere");
    assertThat(AnswerForm.reply("{\"reply\":\"\"}", MOST, 100)).isEmpty();
    assertThat(AnswerForm.reply("{\"reply\":\"abcdefgh\"}", MOST, 5)).isEqualTo("ab…");
  }

  @Test
  void theSchemaAllowsNothingElse() {
    assertThat(JsonPrinter.print(AnswerForm.OPINION.schema()))
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"approve\":{\"type\":\"boolean\"},\"reason\":{\"type\":\"string\"}},"
                + "\"required\":[\"approve\",\"reason\"],\"additionalProperties\":false}");
    assertThat(JsonPrinter.print(AnswerForm.REPLY.schema()))
        .contains("\"required\":[\"reply\"]", "\"additionalProperties\":false");
  }
}
