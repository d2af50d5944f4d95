// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;

class MultiaddrPropertiesTest {
  @Provide
  Arbitrary<String> components() {
    Arbitrary<String> octet = Arbitraries.integers().between(0, 255).map(String::valueOf);
    Arbitrary<String> word = Arbitraries.integers().between(0, 0xffff).map(Integer::toHexString);
    Arbitrary<String> port = Arbitraries.integers().between(0, 65535).map(String::valueOf);
    Arbitrary<String> name =
        Arbitraries.strings()
            .withCharRange('!', '.')
            .withCharRange('0', 'ÿ')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(
                s ->
                    s.chars()
                        .noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c)));
    return Arbitraries.oneOf(
        octet.list().ofSize(4).map(parts -> "/ip4/" + String.join(".", parts)),
        word.list().ofSize(8).map(parts -> "/ip6/" + String.join(":", parts)),
        port.map(p -> "/tcp/" + p),
        port.map(p -> "/udp/" + p),
        name.map(n -> "/dns4/" + n),
        name.map(n -> "/memory/" + n),
        Arbitraries.of("/ws", "/quic-v1", "/p2p-circuit", "/tls"));
  }

  @Property
  void textAndBytesSayTheSame(@ForAll("components1to10") List<String> parts) {
    Multiaddr address = Multiaddr.parse(String.join("", parts));
    assertThat(address.components()).hasSameSizeAs(parts);
    assertThat(Multiaddr.decode(address.encode())).isEqualTo(address);
    assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    Multiaddr joined = Multiaddr.EMPTY;
    for (String part : parts) {
      joined = joined.concat(Multiaddr.parse(part));
      assertThat(address.startsWith(joined)).isTrue();
    }
    assertThat(joined).isEqualTo(address);
  }

  @Provide
  Arbitrary<List<String>> components1to10() {
    return components().list().ofMinSize(1).ofMaxSize(10);
  }

  @Property
  void anIpv6AddressIsReadAsTheJdkReadsIt(
      @ForAll @Size(16) byte[] bytes, @ForAll @Size(16) boolean[] zero)
      throws UnknownHostException {
    byte[] sparse = bytes.clone();
    for (int i = 0; i < 16; i++) {
      sparse[i] = zero[i / 2] ? 0 : sparse[i];
    }
    String text = IpText.format6(sparse);
    assertThat(IpText.parse6(text)).isEqualTo(sparse);
    InetAddress jdk = InetAddress.getByName(text);
    boolean mapped = jdk.getAddress().length == 4;
    assertThat(jdk.getAddress())
        .isEqualTo(mapped ? java.util.Arrays.copyOfRange(sparse, 12, 16) : sparse);
  }

  @Property(tries = 5000)
  void anyBytesAreReadAsWrittenOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
    Bytes encoded = Bytes.copyOf(bytes);
    try {
      assertThat(Multiaddr.decode(encoded).encode()).isEqualTo(encoded);
    } catch (MultiaddrException e) {
      assertThat(e.offset()).isBetween(0, bytes.length);
    }
  }
}
