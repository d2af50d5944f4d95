// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an agent has dialled, as the node knows it and the agent may not say. */
class OriginsTest {
  @Test
  void without_configuration_it_is_the_scheme_and_host_of_the_request() {
    Origins origins = new Origins("");
    assertThat(origins.of("http", "127.0.0.1:8080")).isEqualTo("http://127.0.0.1:8080");
    assertThat(origins.of("https", "Node.Example")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "[::1]:8080")).isEqualTo("http://[::1]:8080");
  }

  @Test
  void the_port_that_is_the_schemes_own_is_left_out() {
    Origins origins = new Origins("");
    assertThat(origins.of("http", "node.example:80")).isEqualTo("http://node.example");
    assertThat(origins.of("https", "node.example:443")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "node.example:443")).isEqualTo("http://node.example:443");
    assertThat(origins.of("https", "node.example:80")).isEqualTo("https://node.example:80");
  }

  @Test
  void behind_a_proxy_that_adds_tls_the_configured_origin_of_that_host_counts() {
    Origins origins = new Origins("https://node.example, https://other.example:8443");
    assertThat(origins.of("http", "node.example")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "node.example:443")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "other.example:8443")).isEqualTo("https://other.example:8443");
  }

  @Test
  void a_host_that_is_not_configured_never_becomes_an_origin() {
    Origins origins = new Origins("https://node.example,https://other.example");
    assertThat(origins.of("http", "evil.example")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "node.example:8080")).isEqualTo("https://node.example");
    assertThat(origins.of("http", "node.example.evil")).isEqualTo("https://node.example");
  }

  @Test
  void spaces_and_empty_places_of_the_list_are_passed_over() {
    assertThat(new Origins(" , https://node.example ,").of("http", "x"))
        .isEqualTo("https://node.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node.example",
        "ws://node.example",
        "https://",
        "https://Node.Example",
        "https://node.example/",
        "https://node.example/agent",
        "https://node.example:443",
        "http://node.example:80",
        "https://me@node.example",
        "https://node.example https://other.example"
      })
  void what_is_no_origin_is_refused_with_the_key_and_the_text(String bad) {
    assertThatThrownBy(() -> new Origins("https://good.example," + bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("agent.remote.origins")
        .hasMessageContaining("'" + bad + "'");
  }
}
