// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.Corpus;
import org.chaoschain.p2p.api.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
  private static final PeerId PEER =
      PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final PeerId RELAY =
      PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");

  static Stream<String[]> vectors() {
    return Corpus.table(MultiaddrTest.class, "multiaddrs.txt").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void hasTheTwoFormsThatOthersWrite(String text, String hex) {
    Multiaddr parsed = Multiaddr.parse(text);
    assertThat(parsed.encode().hex()).isEqualTo(hex);
    assertThat(parsed).hasToString(text);
    Multiaddr decoded = Multiaddr.decode(Bytes.fromHex(hex));
    assertThat(decoded).isEqualTo(parsed).hasSameHashCodeAs(parsed).hasToString(text);
    assertThat(decoded.components()).isEqualTo(parsed.components());
  }

  @Test
  void everyProtocolIsInTheVectors() {
    Set<Protocol> seen =
        vectors()
            .flatMap(row -> Multiaddr.parse(row[0]).components().stream())
            .map(Component::protocol)
            .collect(Collectors.toSet());
    seen.add(Multiaddr.parse("/unix/tmp/node.sock").components().get(0).protocol());
    assertThat(seen).containsExactlyInAnyOrder(Protocol.values());
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/80/, /ip4/127.0.0.1/tcp/80",
    "/ip6/0:0:0:0:0:0:0:1/tcp/1, /ip6/::1/tcp/1",
    "/ip6/2001:DB8:0:0:1:0:0:1, /ip6/2001:db8::1:0:0:1",
    "/ip6/::FFFF:1.2.3.4, /ip6/::ffff:1.2.3.4",
    "/ip6/::ffff:102:304, /ip6/::ffff:1.2.3.4",
    "/ip6/1:2:3:4:5:6:1.2.3.4, /ip6/1:2:3:4:5:6:102:304",
    "/ip6/1::, /ip6/1::",
    "/ip6/0:1:2:3:4:5:6:7, /ip6/0:1:2:3:4:5:6:7",
    "/ipfs/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N, /p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
    "/p2p/bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe, /p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
    "/http-path/a%2fb, /http-path/a%2Fb",
    "/unix/a/b c/tcp/80, /unix/a/b c/tcp/80"
  })
  void isShownInOneForm(String text, String canonical) {
    Multiaddr address = Multiaddr.parse(text);
    assertThat(address).hasToString(canonical).isEqualTo(Multiaddr.parse(canonical));
    assertThat(Multiaddr.decode(address.encode())).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; 0; must start with a slash",
        "ip4/1.2.3.4; 0; must start with a slash",
        "/; 1; no known protocol has the name ''",
        "//ip4/1.2.3.4; 1; no known protocol has the name ''",
        "/ip4/1.2.3.4//; 13; no known protocol has the name ''",
        "/ip4; 4; ip4 needs a value",
        "/ip4/; 5; an IPv4 address has four numbers",
        "/ip4/1.2.3; 5; four numbers, not 3",
        "/ip4/1.2.3.256; 5; a number of 0 to 255",
        "/ip4/01.2.3.4; 5; a number of 0 to 255",
        "/ip4/1.2.3.4/tcp/65536; 17; a number of 0 to 65535",
        "/ip4/1.2.3.4/tcp/-1; 17; a number of 0 to 65535",
        "/ip4/1.2.3.4/tcp/٣; 17; a number of 0 to 65535",
        "/ip4/1.2.3.4/tcp; 16; tcp needs a value",
        "/ip4/1.2.3.4/sctpx/1; 13; no known protocol has the name 'sctpx'",
        "/ip6/1::2::3; 5; IPv6",
        "/ip6/:; 5; IPv6",
        "/ip6/12345::; 5; one to four hexadecimal digits",
        "/ip6/1:2:3:4:5:6:7; 5; eight parts",
        "/ip6/1:2:3:4:5:6:7:8:9; 5; eight parts",
        "/ip6/1:2:3:4::5:6:7:8; 5; eight parts",
        "/ip6/1.2.3.4::1; 5; dotted numbers",
        "/ip6/fe80::1%eth0; 5; hexadecimal",
        "/dns4/a b/tcp/1; 6; U+0020",
        "/dns4//tcp/1; 6; the value is empty",
        "/p2p/hello; 5; malformed peer id",
        "/certhash/uAA; 10; certhash",
        "/onion3/vww6:0; 8; onion3",
        "/ip4/1.2.3.4/http-path/a b; 23; percent-encoded",
        "/unix/; 6; a path starts with a slash",
        "/ip4/1.2.3.4/tcp/1/quic-v1/1; 27; no known protocol has the name '1'"
      })
  void saysWhereAndWhyATextIsNoAddress(String text, int offset, String reason) {
    assertThatThrownBy(() -> Multiaddr.parse(text))
        .isInstanceOfSatisfying(
            MultiaddrException.class,
            e -> {
              assertThat(e.reason()).contains(reason);
              assertThat(e.offset()).isEqualTo(offset);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "04", // cut off
        "047f0000", // cut off
        "8400", // not in the shortest form
        "ffffffffffffffffff01", // code too large
        "1f", // unknown code
        "3600", // empty name
        "3602ff", // length beyond the end
        "36ffffffffffffffff7f61", // length of nearly 2^63
        "3601ff", // no UTF-8
        "36012f", // slash in a name
        "36010a", // newline in a name
        "a5030101", // no peer id
        "d2030100", // certhash is no multihash
        "9003026161", // path without slash
        "9003022f61bd03", // something after a path
        "e10300" // empty path
      })
  void refusesMalformedBytes(String hex) {
    assertThatThrownBy(() -> Multiaddr.decode(Bytes.fromHex(hex)))
        .isInstanceOf(MultiaddrException.class);
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(33)))
        .isInstanceOf(MultiaddrException.class)
        .hasMessageContaining("33 components, at most 32");
    assertThat(Multiaddr.parse("/ws".repeat(32)).components()).hasSize(32);
    assertThatThrownBy(() -> Multiaddr.decode(Bytes.fromHex("dd03".repeat(33))))
        .hasMessageContaining("33 components, at most 32");
    assertThatThrownBy(() -> Multiaddr.decode(Bytes.wrap(new byte[1025])))
        .hasMessageContaining("1025 bytes, at most 1024");
    assertThatThrownBy(() -> Multiaddr.parse("/dns4/" + "a".repeat(1022)))
        .hasMessageContaining("at most 1024");
    assertThatThrownBy(() -> Multiaddr.parse("/".repeat(1_000_000)))
        .hasMessageContaining("at most 3072");
    Multiaddr half = Multiaddr.parse("/ws".repeat(20));
    assertThatThrownBy(() -> half.concat(half)).isInstanceOf(MultiaddrException.class);
  }

  @Test
  void namesThePeerAtItsEnd() {
    Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
    assertThat(address.peerId()).isEmpty();
    Multiaddr full = address.withPeer(PEER);
    assertThat(full).hasToString("/ip4/127.0.0.1/tcp/4001/p2p/" + PEER);
    assertThat(full.peerId()).contains(PEER);
    assertThat(full.withPeer(RELAY)).isEqualTo(address.withPeer(RELAY));
    assertThat(full.withoutPeer()).isEqualTo(address);
    assertThat(address.withoutPeer()).isSameAs(address);
  }

  @Test
  void doesNotTakeARelayForThePeer() {
    Multiaddr relayed = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001/p2p/" + RELAY + "/p2p-circuit");
    assertThat(relayed.peerId()).isEmpty();
    assertThat(relayed.withoutPeer()).isEqualTo(relayed);
    assertThat(relayed.withPeer(PEER).peerId()).contains(PEER);
  }

  @Test
  void canBeEmptyWhenItsPeerIsTakenAway() {
    Multiaddr nothing = Multiaddr.parse("/p2p/" + PEER).withoutPeer();
    assertThat(nothing).isEqualTo(Multiaddr.EMPTY).hasToString("/");
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(nothing.peerId()).isEmpty();
  }

  @Test
  void isPutTogetherAndTakenApart() {
    Multiaddr tcp = Multiaddr.parse("/ip4/127.0.0.1").with(Protocol.TCP, "80");
    Multiaddr ws = tcp.with(Protocol.WS);
    assertThat(ws).isEqualTo(tcp.concat(Multiaddr.parse("/ws")));
    assertThat(ws.startsWith(tcp)).isTrue();
    assertThat(tcp.startsWith(ws)).isFalse();
    assertThat(ws.startsWith(Multiaddr.parse("/ip4/127.0.0.1/tcp/8"))).isFalse();
    assertThat(ws.has(Protocol.WS)).isTrue();
    assertThat(ws.first(Protocol.UDP)).isEmpty();
    Component port = ws.first(Protocol.TCP).orElseThrow();
    assertThat(port.value()).isEqualTo("80");
    assertThat(port.data()).isEqualTo(Bytes.fromHex("0050"));
    assertThatThrownBy(() -> tcp.with(Protocol.WS, "x"))
        .hasMessageContaining("ws: it takes no value");
    assertThatThrownBy(() -> tcp.with(Protocol.TCP)).isInstanceOf(MultiaddrException.class);
    assertThatThrownBy(() -> Multiaddr.parse("/unix/a").with(Protocol.WS))
        .hasMessageContaining("/unix");
  }

  @Test
  void answersEveryBrokenAddressWithItsExceptionOrReadsItAsWritten() {
    List<Bytes> seeds = vectors().map(row -> Bytes.fromHex(row[1])).toList();
    Set<Bytes> corpus = Corpus.of(seeds);
    assertThat(corpus).hasSizeGreaterThan(1000);
    int accepted = 0;
    for (Bytes broken : corpus) {
      try {
        Multiaddr address = Multiaddr.decode(broken);
        assertThat(address.encode()).isEqualTo(broken);
        assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
        accepted++;
      } catch (MultiaddrException e) {
        assertThat(e.offset()).isBetween(0, broken.size());
      }
    }
    assertThat(accepted).as("some changes give another good address").isPositive();
  }

  @Test
  void answersEveryBrokenTextWithItsException() {
    Set<Bytes> corpus =
        Corpus.of(
            vectors()
                .map(row -> Bytes.wrap(row[0].getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toList());
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      String text = new String(broken.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
      try {
        Multiaddr address = Multiaddr.parse(text);
        assertThat(Multiaddr.decode(address.encode())).isEqualTo(address);
        assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
      } catch (MultiaddrException e) {
        assertThat(e.offset()).isBetween(0, text.length());
      }
    }
  }
}
