// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * Which addresses mean something to a neighbour: those of an IP address that is neither the
 * machine's own (loopback, unspecified) nor in need of a zone (link-local IPv6).
 */
final class Reachable {
  private Reachable() {}

  static boolean test(Multiaddr address) {
    return ip(address).map(Reachable::means).orElse(false);
  }

  /** The IP address that it begins with, 4 or 16 bytes. */
  static Optional<Bytes> ip(Multiaddr address) {
    if (address.components().isEmpty()) {
      return Optional.empty();
    }
    Protocol first = address.components().get(0).protocol();
    Bytes encoded = address.encode(); // one byte says which protocol it is
    return switch (first) {
      case IP4 -> Optional.of(encoded.slice(1, 5));
      case IP6 -> Optional.of(encoded.slice(1, 17));
      default -> Optional.empty();
    };
  }

  private static boolean means(Bytes ip) {
    int first = ip.get(0) & 0xff;
    if (ip.size() == 4) {
      return first != 0 && first != 127 && first < 224;
    }
    boolean mapped = first == 0; // ::, ::1, and IPv4 in disguise
    boolean linkLocal = first == 0xfe && (ip.get(1) & 0xc0) == 0x80;
    return !mapped && !linkLocal && first != 0xff;
  }
}
