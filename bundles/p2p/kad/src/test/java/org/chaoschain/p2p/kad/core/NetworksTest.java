// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses mean the same everywhere, and which network they belong to. */
class NetworksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/8.8.8.8/tcp/1",
        "/ip4/100.63.255.255/tcp/1",
        "/ip4/100.128.0.0/tcp/1",
        "/ip4/172.15.255.255/tcp/1",
        "/ip4/172.32.0.0/tcp/1",
        "/ip4/223.255.255.255/tcp/1",
        "/ip6/2001:db8::1/tcp/1",
        "/ip6/::ffff:8.8.8.8/tcp/1",
        "/dns4/example.org/tcp/1"
      })
  void public_addresses(String address) {
    assertThat(Networks.isPublic(Multiaddr.parse(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/0.0.0.0/tcp/1",
        "/ip4/10.1.2.3/tcp/1",
        "/ip4/100.64.0.1/tcp/1",
        "/ip4/100.127.255.255/tcp/1",
        "/ip4/127.0.0.1/tcp/1",
        "/ip4/169.254.9.9/tcp/1",
        "/ip4/172.16.0.1/tcp/1",
        "/ip4/172.31.255.255/tcp/1",
        "/ip4/192.168.1.1/tcp/1",
        "/ip4/224.0.0.251/tcp/1",
        "/ip4/255.255.255.255/tcp/1",
        "/ip6/::/tcp/1",
        "/ip6/::1/tcp/1",
        "/ip6/::ffff:10.0.0.1/tcp/1",
        "/ip6/fd00::1/tcp/1",
        "/ip6/fe80::1/tcp/1",
        "/ip6/ff02::fb/tcp/1",
        "/dns4/localhost/tcp/1",
        "/dns/printer.local/tcp/1",
        "/memory/1"
      })
  void addresses_that_mean_something_only_here(String address) {
    assertThat(Networks.isPublic(Multiaddr.parse(address))).isFalse();
  }

  @Test
  void the_network_is_16_bits_of_ipv4_and_32_of_ipv6_and_mapped_addresses_are_ipv4() {
    List<Multiaddr> addresses =
        List.of(
            Multiaddr.parse("/ip4/8.8.8.8/tcp/1"),
            Multiaddr.parse("/ip4/8.8.9.9/tcp/2"),
            Multiaddr.parse("/ip6/::ffff:8.8.1.1/tcp/1"),
            Multiaddr.parse("/ip6/2001:db8:1::1/tcp/1"),
            Multiaddr.parse("/ip4/10.0.0.1/tcp/1"),
            Multiaddr.parse("/dns4/example.org/tcp/1"));
    assertThat(Networks.of(addresses, false))
        .containsExactlyInAnyOrder(IpPrefix.parse("8.8.0.0/16"), IpPrefix.parse("2001:db8::/32"));
    assertThat(Networks.of(addresses, true)).contains(IpPrefix.parse("10.0.0.0/16")).hasSize(3);
  }
}
