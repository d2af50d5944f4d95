// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.MultiaddrException;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * What the colocation of peers is counted by: the address, and of an IPv6 address the /64 prefix
 * too, as whoever has one address there has all. Ranges that are trusted do not count. Immutable.
 */
public final class Networks {
  private static final int PREFIX_BYTES = 8;

  private final List<Range> trusted;

  private record Range(Bytes address, int bits) {
    boolean contains(Bytes other) {
      if (other.size() != address.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((address.get(bit / 8) ^ other.get(bit / 8)) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Trusts some ranges.
   *
   * @param ranges such as {@code 127.0.0.0/8} or {@code fd00::/8}
   * @throws IllegalArgumentException if one is no range; the message names it
   */
  public Networks(List<String> ranges) {
    this.trusted = ranges.stream().map(Networks::range).toList();
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    try {
      String address = slash < 0 ? text : text.substring(0, slash);
      Protocol protocol = address.indexOf(':') < 0 ? Protocol.IP4 : Protocol.IP6;
      Bytes bytes = Component.of(protocol, address).data();
      int bits = slash < 0 ? bytes.size() * 8 : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= bytes.size() * 8) {
        return new Range(bytes, bits);
      }
    } catch (MultiaddrException | NumberFormatException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return "'" + text + "' is no range of addresses; write 127.0.0.0/8 or fd00::/8";
  }

  /** The networks of an address; none if it has no IP address, or one of a trusted range. */
  public List<String> of(Multiaddr address) {
    List<String> networks = new ArrayList<>(2);
    for (Component part : address.components()) {
      boolean ip6 = part.protocol() == Protocol.IP6;
      if (!ip6 && part.protocol() != Protocol.IP4) {
        continue;
      }
      Bytes bytes = part.data();
      if (trusted.stream().noneMatch(range -> range.contains(bytes))) {
        networks.add(part.value());
        if (ip6) {
          networks.add(bytes.slice(0, PREFIX_BYTES).hex() + "/64");
        }
      }
      break;
    }
    return networks;
  }
}
