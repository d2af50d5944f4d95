// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotas of single plugins, as an operator writes them. */
class QuotaSettingsTest {
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Quotas all = QuotaSettings.all(metrics, 1000, 100, 4, 4, Duration.ofSeconds(10), 8);

  @Test
  void whatIsSetForOneHoldsForItAlone() {
    QuotaSettings settings =
        QuotaSettings.of(
            all,
            "org.example.haiku/handlers=1, org.example.haiku/queue.bytes=64KiB,"
                + "org.example.chess/handler.time=250ms",
            metrics);
    assertThat(settings.of("org.example.haiku").handlers().value()).isEqualTo(1);
    assertThat(settings.of("org.example.haiku").queueBytes().value()).isEqualTo(65_536);
    assertThat(settings.of("org.example.haiku").queueBytes().key())
        .isEqualTo("extension.plugins.quota.overrides");
    assertThat(settings.of("org.example.haiku").streams()).isEqualTo(all.streams());
    assertThat(settings.of("org.example.chess").handlerTime()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.of("org.example.other")).isEqualTo(all);
    assertThat(QuotaSettings.of(all, "  ", metrics).of("a")).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "handlers=4                | the form is <plugin>/<quota>=<value>",
        "a.b/hanlders=4            | 'hanlders' is no quota; there are queue.bytes, messages.per.second",
        "a.b/handlers=0            | handlers must be from 1 to 10000, not 0",
        "a.b/handlers=four         | 'four' is no whole number",
        "a.b/queue.bytes=much      | 'much'",
        "a.b/handler.time=0s       | more than no time",
        "a.b/messages.per.second=0 | messages.per.second must be from 1 to 1000000000, not 0",
      })
  void whatIsWrongIsNamed(String overrides, String problem) {
    assertThatThrownBy(() -> QuotaSettings.of(all, overrides, metrics))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("extension.plugins.quota.overrides: '" + overrides + "': ")
        .hasMessageContaining(problem);
  }

  @Test
  void aQuotaThatIsSetTwiceIsRefused() {
    assertThatThrownBy(() -> QuotaSettings.of(all, "a/streams=1, a/streams=2", metrics))
        .hasMessageContaining("'a/streams=2': this quota of this plugin is set twice");
  }
}
