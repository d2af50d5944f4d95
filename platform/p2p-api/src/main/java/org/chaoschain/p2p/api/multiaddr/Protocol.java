// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The protocols an address can name, with the codes of the multiaddr protocol table. More are known
 * than this node speaks, so that the addresses of other implementations can be read, stored and
 * passed on.
 *
 * @see <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">the protocol
 *     table</a>
 */
public enum Protocol {
  /** An IPv4 address. */
  IP4(4, "ip4", ValueFormat.IP4),
  /** A TCP port. */
  TCP(6, "tcp", ValueFormat.PORT),
  /** A DCCP port. */
  DCCP(33, "dccp", ValueFormat.PORT),
  /** An IPv6 address. */
  IP6(41, "ip6", ValueFormat.IP6),
  /** The zone of the IPv6 address that follows. */
  IP6ZONE(42, "ip6zone", ValueFormat.NAME),
  /** The length of a network prefix, 0 to 255. */
  IPCIDR(43, "ipcidr", ValueFormat.OCTET),
  /** A name that is resolved to IPv4 and IPv6 addresses. */
  DNS(53, "dns", ValueFormat.NAME),
  /** A name that is resolved to IPv4 addresses. */
  DNS4(54, "dns4", ValueFormat.NAME),
  /** A name that is resolved to IPv6 addresses. */
  DNS6(55, "dns6", ValueFormat.NAME),
  /** A name whose TXT records hold whole multiaddrs. */
  DNSADDR(56, "dnsaddr", ValueFormat.NAME),
  /** An SCTP port. */
  SCTP(132, "sctp", ValueFormat.PORT),
  /** A UDP port. */
  UDP(273, "udp", ValueFormat.PORT),
  /** WebRTC without a signalling server. */
  WEBRTC_DIRECT(280, "webrtc-direct", ValueFormat.NONE),
  /** WebRTC. */
  WEBRTC(281, "webrtc", ValueFormat.NONE),
  /** Reached through the relay before it. */
  P2P_CIRCUIT(290, "p2p-circuit", ValueFormat.NONE),
  /** UDT. */
  UDT(301, "udt", ValueFormat.NONE),
  /** uTP. */
  UTP(302, "utp", ValueFormat.NONE),
  /** The path of a Unix domain socket; nothing can follow it. */
  UNIX(400, "unix", ValueFormat.PATH),
  /** A peer id; {@code ipfs} in old texts. */
  P2P(421, "p2p", ValueFormat.PEER),
  /** HTTPS, an old short form of {@code /tls/http}. */
  HTTPS(443, "https", ValueFormat.NONE),
  /** A Tor hidden service of version 3 and its port. */
  ONION3(445, "onion3", ValueFormat.ONION3),
  /** TLS. */
  TLS(448, "tls", ValueFormat.NONE),
  /** The server name for TLS. */
  SNI(449, "sni", ValueFormat.NAME),
  /** Noise. */
  NOISE(454, "noise", ValueFormat.NONE),
  /** QUIC, draft 29. */
  QUIC(460, "quic", ValueFormat.NONE),
  /** QUIC, RFC 9000. */
  QUIC_V1(461, "quic-v1", ValueFormat.NONE),
  /** WebTransport. */
  WEBTRANSPORT(465, "webtransport", ValueFormat.NONE),
  /** The multihash of a certificate. */
  CERTHASH(466, "certhash", ValueFormat.MULTIHASH),
  /** WebSocket. */
  WS(477, "ws", ValueFormat.NONE),
  /** WebSocket over TLS. */
  WSS(478, "wss", ValueFormat.NONE),
  /** HTTP. */
  HTTP(480, "http", ValueFormat.NONE),
  /** The path of an HTTP resource, percent-encoded in the text. */
  HTTP_PATH(481, "http-path", ValueFormat.PERCENT),
  /** A name inside this process, for tests and simulations. */
  MEMORY(777, "memory", ValueFormat.NAME);

  private static final Map<Long, Protocol> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(p -> (long) p.code, Function.identity()));
  private static final Map<String, Protocol> BY_TEXT =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(p -> p.text, Function.identity()));

  private final int code;
  private final String text;
  private final ValueFormat format;

  Protocol(int code, String text, ValueFormat format) {
    this.code = code;
    this.text = text;
    this.format = format;
  }

  /** The number in the binary form. */
  public int code() {
    return code;
  }

  /** Whether a value follows the name. */
  public boolean hasValue() {
    return format != ValueFormat.NONE;
  }

  ValueFormat format() {
    return format;
  }

  /** The protocol with this number. */
  public static Optional<Protocol> ofCode(long code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The protocol with this name; {@code ipfs} is an old name of {@code p2p}. */
  public static Optional<Protocol> ofName(String name) {
    return Optional.ofNullable(name.equals("ipfs") ? P2P : BY_TEXT.get(name));
  }

  /** The name in the text form. */
  @Override
  public String toString() {
    return text;
  }
}
