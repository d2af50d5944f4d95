// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of IP addresses. */
class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, /ip4/10.255.0.1/tcp/1, true",
    "10.0.0.0/8, /ip4/11.0.0.1/tcp/1, false",
    "192.168.1.7, /ip4/192.168.1.7/tcp/1, true",
    "192.168.1.7, /ip4/192.168.1.8/tcp/1, false",
    "0.0.0.0/0, /ip4/203.0.113.9/tcp/1, true",
    "0.0.0.0/0, /ip6/2001:db8::1/tcp/1, false",
    "2001:db8::/33, /ip6/2001:db8:7fff::1/tcp/1, true",
    "2001:db8::/33, /ip6/2001:db8:8000::1/tcp/1, false",
    "10.0.0.0/8, /ip6/::ffff:10.1.2.3/tcp/1, true",
    "::ffff:10.0.0.0/104, /ip4/10.1.2.3/tcp/1, true",
    "10.0.0.0/8, /dns4/example.org/tcp/1, false"
  })
  void containsTheAddressesThatShareItsBits(String range, String address, boolean contained) {
    assertThat(IpPrefix.parse(range).contains(Multiaddr.parse(address))).isEqualTo(contained);
  }

  @Test
  void isTheRangeOfAnAddressByItsFamily() {
    assertThat(IpPrefix.of(Multiaddr.parse("/ip4/203.0.113.9/tcp/1"), 24, 48))
        .contains(IpPrefix.parse("203.0.113.0/24"));
    assertThat(IpPrefix.of(Multiaddr.parse("/ip6/2001:db8:1:2:3::4/tcp/1"), 24, 48))
        .contains(IpPrefix.parse("2001:db8:1::/48"));
    assertThat(IpPrefix.of(Multiaddr.parse("/ip6/::ffff:203.0.113.9/tcp/1"), 24, 48))
        .as("who maps IPv4 into IPv6 does not leave its range")
        .contains(IpPrefix.parse("203.0.113.0/24"));
    assertThat(IpPrefix.of(Multiaddr.parse("/dns4/example.org/tcp/1"), 24, 48))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/8", "203.0.113.9/32", "2001:db8::/32", "::1/128"})
  void readsWhatItWrites(String text) {
    assertThat(IpPrefix.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, write 10.0.0.0/8",
    "10.0.0.0/33, 0 to 32",
    "10.0.0/8, four numbers",
    "2001:db8::/129, 0 to 128",
    "10.0.0.0/, 0 to 32",
    "example.org, four numbers"
  })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> IpPrefix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
