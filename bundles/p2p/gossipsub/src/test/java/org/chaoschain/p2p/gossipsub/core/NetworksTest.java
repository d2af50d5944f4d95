// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;

class NetworksTest {
  private static List<String> of(List<String> trusted, String address) {
    return new Networks(trusted).of(Multiaddr.parse(address));
  }

  @Test
  void an_ip4_address_counts_alone_and_an_ip6_address_with_its_64_bit_prefix() {
    assertThat(of(List.of(), "/ip4/203.0.113.7/tcp/1")).containsExactly("203.0.113.7/32");
    assertThat(of(List.of(), "/ip6/2001:db8::7/tcp/1"))
        .containsExactly("2001:db8::7/128", "2001:db8::/64");
  }

  @Test
  void a_mapped_ip4_address_is_that_ip4_address() {
    assertThat(of(List.of(), "/ip6/::ffff:203.0.113.7/tcp/1")).containsExactly("203.0.113.7/32");
  }

  @Test
  void trusted_ranges_and_names_do_not_count() {
    List<String> trusted = List.of("127.0.0.0/8", "::1/128");
    assertThat(of(trusted, "/ip4/127.8.9.1/tcp/1")).isEmpty();
    assertThat(of(trusted, "/ip6/::1/tcp/1")).isEmpty();
    assertThat(of(trusted, "/dns4/node.example/tcp/1")).isEmpty();
    assertThat(of(trusted, "/ip4/128.0.0.1/tcp/1")).hasSize(1);
  }

  @Test
  void what_is_no_range_is_refused_by_its_text() {
    assertThatThrownBy(() -> new Networks(List.of("127.0.0.0/33")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'127.0.0.0/33' is no range of addresses");
  }
}
