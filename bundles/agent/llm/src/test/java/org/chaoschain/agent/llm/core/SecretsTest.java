// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final String KEY = "sk-Proj_7Qw9zXc31LmNbVt5";
  private static final Secrets SECRETS = new Secrets(List.of(KEY));

  @Property
  void aSecretIsFoundWhateverStandsBesideIt(
      @ForAll @StringLength(max = 40) String before, @ForAll @StringLength(max = 40) String after) {
    assertThat(SECRETS.in(before + KEY + after)).isTrue();
    assertThat(SECRETS.in(base64(before + KEY + after))).as("in base64").isTrue();
    assertThat(
            SECRETS.in(
                HexFormat.of().formatHex((before + KEY + after).getBytes(StandardCharsets.UTF_8))))
        .as("in hexadecimal")
        .isTrue();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void disguisesAreSeenThrough() {
    assertThat(SECRETS.in(KEY.toUpperCase(java.util.Locale.ROOT))).as("case").isTrue();
    assertThat(SECRETS.in(String.join(" ", KEY.split("")))).as("spaces").isTrue();
    assertThat(SECRETS.in(String.join("\ufffd", KEY.split("")))).as("zero-width").isTrue();
    assertThat(SECRETS.in(new StringBuilder(KEY).reverse().toString())).as("backwards").isTrue();
    assertThat(SECRETS.in("it ends with " + KEY.substring(KEY.length() - 13)))
        .as("a part")
        .isTrue();
    StringBuilder wide = new StringBuilder();
    KEY.chars().forEach(c -> wide.append((char) (c - 0x21 + 0xff01)));
    assertThat(SECRETS.in(wide.toString())).as("full width").isTrue();
  }

  @Property
  void otherWordsAreNone(
      @ForAll @StringLength(max = 300) @CharRange(from = 'd', to = 'k') String text) {
    assertThat(SECRETS.in(text)).isFalse();
  }

  @Test
  void whatIsShortIsNotLookedForAndNothingIsShown() {
    assertThat(new Secrets(List.of("key", "", "a-b-c-d")).in("key a-b-c-d")).isFalse();
    assertThat(new Secrets(List.of("12345678")).in("1234 5678")).isTrue();
    assertThat(SECRETS).hasToString("secrets");
  }
}
