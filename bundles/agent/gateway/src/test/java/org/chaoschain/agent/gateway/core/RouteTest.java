// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which request is which. */
class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "GET,    /api/network/status,        NETWORK,  ''",
    "HEAD,   /api/network/status,        NETWORK,  ''",
    "DELETE, /api/agents/token,          REVOKE,   ''",
    "POST,   /api/agents/token,          RENEW,    ''",
    "GET,    /api/agents/status/did:x,   AGENT,    did:x",
  })
  void aRequestIsFoundByMethodAndPath(String method, String path, Route route, String parameter)
      throws Refusal {
    assertThat(Route.find(method, path)).isEqualTo(new Route.Match(route, parameter));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /api,                      404",
    "GET,  /api/network/status/,      404",
    "GET,  /api/agents/status/,       404",
    "GET,  /api/agents/status/a/b,    404",
    "PUT,  /api/network/status,       405",
    "GET,  /api/agents/token,         405",
  })
  void othersAreNot(String method, String path, int status) {
    assertThat(catchThrowableOfType(Refusal.class, () -> Route.find(method, path)).status())
        .isEqualTo(status);
  }

  @Test
  void aTokenIsTakenFromTheHeaderOrTheQuery() throws Refusal {
    assertThat(Query.token("bearer abc ", "token=x")).contains("abc");
    assertThat(Query.token(null, "a=b&token=x%2By&c")).contains("x+y");
    assertThat(Query.token(null, "tokens=x")).isEmpty();
    assertThat(catchThrowableOfType(Refusal.class, () -> Query.token("Basic abc", "")).status())
        .isEqualTo(401);
    assertThat(catchThrowableOfType(Refusal.class, () -> Query.token(null, "token=a&token=b")))
        .isNotNull();
    assertThat(catchThrowableOfType(Refusal.class, () -> Query.token(null, "token=%zz")))
        .isNotNull();
  }

  @Test
  void aCallDoesNotShowItsSecrets() throws Refusal {
    Call call =
        new Call(
            Route.SOCKET,
            "",
            "token=secret",
            Query.token(null, "token=secret"),
            org.chaoschain.api.bytes.Bytes.EMPTY,
            true);
    assertThat(call.toString()).doesNotContain("secret");
  }
}
