// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in by Host and Origin. */
class DoorkeeperTest {
  private final Doorkeeper doorkeeper =
      new Doorkeeper(Set.of("localhost", "127.0.0.1", "[::1]"), Set.of("https://good.example"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "localhost,        -,                       -",
        "LOCALHOST:8910,   -,                       -",
        "127.0.0.1:1,      -,                       -",
        "[::1]:8910,       -,                       -",
        "[::1],            -,                       -",
        "localhost:8910,   http://localhost:8910,   -",
        "localhost:8910,   https://good.example,    https://good.example",
      })
  void thoseThatCallTheNodeByItsNameAreLetIn(String host, String origin, String mayRead)
      throws Refusal {
    assertThat(doorkeeper.admit(host, origin, "http").orElse(null)).isEqualTo(mayRead);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,                   -,                       421",
        "'',                  -,                       421",
        "evil.example,        -,                       421",
        "localhost.evil,      -,                       421",
        "[::1]x,              -,                       421",
        "localhost@evil:80,   -,                       421",
        "localhost:8910,      https://evil.example,    403",
        "localhost:8910,      null,                    403",
        "localhost:8910,      http://localhost:8911,   403",
        "localhost:8910,      https://localhost:8910,  403",
        "localhost:8910,      https://good.example.evil, 403",
      })
  void othersAreNot(String host, String origin, int status) {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> doorkeeper.admit(host, origin, "http"));
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.getMessage()).contains("agent.gateway.");
  }
}
