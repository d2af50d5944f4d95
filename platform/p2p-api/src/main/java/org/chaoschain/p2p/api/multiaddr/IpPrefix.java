// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.util.Arrays;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * A range of IP addresses that share their first bits, such as {@code 10.0.0.0/8} or {@code
 * 2001:db8::/32}. IPv4 addresses mapped into IPv6 ({@code ::ffff:0:0/96}) are IPv4 addresses here.
 * Compared by value. Immutable.
 *
 * @param network the first address of the range, 4 or 16 bytes; bits beyond the length are zero
 * @param length how many bits are shared
 */
public record IpPrefix(Bytes network, int length) {
  private static final int MAPPED_BITS = 96;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the size or length is wrong, or a bit beyond the length is
   *     set
   */
  public IpPrefix {
    int size = network.size();
    if (size != 4 && size != 16) {
      throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + size);
    }
    if (length < 0 || length > 8 * size) {
      throw new IllegalArgumentException(
          "a prefix of %d bits is not within 0 to %d".formatted(length, 8 * size));
    }
    if (!network.equals(masked(network.toArray(), length))) {
      throw new IllegalArgumentException(
          "%s has bits set beyond the %d of the prefix; write %s/%2$d"
              .formatted(
                  text(network.toArray()),
                  length,
                  text(masked(network.toArray(), length).toArray())));
    }
  }

  /**
   * Reads {@code address/length}; without a length, it is one address.
   *
   * @throws IllegalArgumentException if it is malformed; the message says what is wrong
   */
  public static IpPrefix parse(String text) {
    if (text.length() > 49) {
      throw new IllegalArgumentException("an address range has at most 49 characters");
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = address.indexOf(':') >= 0 ? IpText.parse6(address) : IpText.parse4(address);
    int length =
        slash < 0
            ? 8 * bytes.length
            : IpText.decimal(text.substring(slash + 1), 8 * bytes.length, "the prefix length");
    if (IpText.isMapped4(bytes) && length >= MAPPED_BITS) {
      bytes = Arrays.copyOfRange(bytes, 12, 16);
      length -= MAPPED_BITS;
    }
    return new IpPrefix(Bytes.wrap(bytes), length);
  }

  /**
   * The range of an address's IP.
   *
   * @param bits4 the length if it is an IPv4 address
   * @param bits6 the length if it is an IPv6 address
   * @return empty if the address has no IP
   */
  public static Optional<IpPrefix> of(Multiaddr address, int bits4, int bits6) {
    return ip(address)
        .map(
            ip -> {
              int length = ip.length == 4 ? bits4 : bits6;
              return new IpPrefix(masked(ip, length), length);
            });
  }

  /** The first IP of an address: the one that is dialled. */
  private static Optional<byte[]> ip(Multiaddr address) {
    for (Component component : address.components()) {
      if (component.protocol() == Protocol.IP4) {
        return Optional.of(component.data().toArray());
      }
      if (component.protocol() == Protocol.IP6) {
        byte[] ip = component.data().toArray();
        return Optional.of(IpText.isMapped4(ip) ? Arrays.copyOfRange(ip, 12, 16) : ip);
      }
    }
    return Optional.empty();
  }

  /** Whether the IP of an address is in this range; false if it has none. */
  public boolean contains(Multiaddr address) {
    return ip(address)
        .filter(ip -> ip.length == network.size())
        .map(ip -> masked(ip, length).equals(network))
        .orElse(false);
  }

  private static Bytes masked(byte[] address, int length) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(8, length - 8 * i));
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return Bytes.wrap(masked);
  }

  private static String text(byte[] address) {
    return address.length == 4 ? IpText.format4(address, 0) : IpText.format6(address);
  }

  /** The text form: {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return text(network.toArray()) + "/" + length;
  }
}
