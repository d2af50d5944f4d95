// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.Capability.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plugin declares, and how a declaration that is wrong is named. */
class CapabilityHeaderTest {
  @Test
  void readsEveryKind() throws Exception {
    assertThat(
            CapabilityHeader.parse(
                "message-type=extension/haiku, topic=haiku,protocol=/x/1.0.0 ,\n agent=poet,"
                    + " network, files, command=haiku.*, identity, topic=haiku"))
        .containsExactly(
            new Capability(Kind.MESSAGE_TYPE, "extension/haiku"),
            new Capability(Kind.TOPIC, "haiku"),
            new Capability(Kind.PROTOCOL, "/x/1.0.0"),
            new Capability(Kind.AGENT, "poet"),
            new Capability(Kind.NETWORK, ""),
            new Capability(Kind.FILES, ""),
            new Capability(Kind.COMMAND, "haiku.*"),
            new Capability(Kind.IDENTITY, ""));
  }

  @Test
  void noHeaderDeclaresNothing() throws Exception {
    assertThat(CapabilityHeader.parse(null)).isEmpty();
    assertThat(CapabilityHeader.parse(" ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "topik=haiku          | 'topik' is no kind of capability | 1",
        "topic=a, netwrok     | 'netwrok' is no kind             | 10",
        "topic                | topic needs a value              | 6",
        "network=all          | network takes no value           | 8",
        "topic=               | the value of topic is empty      | 7",
        "topic=a,,network     | a capability is missing          | 9",
        "topic=a,             | a capability is missing          | 9",
        "topic=a b            | may not stand there              | 8",
        "topic=a*b            | must be the last character       | 8",
      })
  void saysWhereItIsWrong(String header, String problem, int position) {
    assertThatThrownBy(() -> CapabilityHeader.parse(header))
        .isInstanceOf(CapabilityHeader.SyntaxException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("at character %d of".formatted(position));
  }

  @Test
  void isBounded() {
    StringBuilder many = new StringBuilder("topic=t");
    for (int i = 0; i < CapabilityHeader.MOST; i++) {
      many.append(",topic=t").append(i);
    }
    assertThatThrownBy(() -> CapabilityHeader.parse(many.toString()))
        .hasMessageContaining("more than 64 capabilities");
    assertThatThrownBy(() -> CapabilityHeader.parse("topic=" + "x".repeat(129)))
        .hasMessageContaining("has 129 characters, at most 128");
  }

  @Test
  void aStarCoversWhatBeginsLikeIt() {
    Capability declared = new Capability(Kind.TOPIC, "haiku*");
    assertThat(declared.covers(new Capability(Kind.TOPIC, "haiku"))).isTrue();
    assertThat(declared.covers(new Capability(Kind.TOPIC, "haiku-de"))).isTrue();
    assertThat(declared.covers(new Capability(Kind.TOPIC, "hai"))).isFalse();
    assertThat(declared.covers(new Capability(Kind.PROTOCOL, "haiku"))).isFalse();
    assertThat(new Capability(Kind.TOPIC, "a").covers(new Capability(Kind.TOPIC, "ab"))).isFalse();
    assertThat(new Capability(Kind.FILES, "").covers(new Capability(Kind.FILES, ""))).isTrue();
  }
}
