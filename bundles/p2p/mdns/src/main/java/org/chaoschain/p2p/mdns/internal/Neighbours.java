// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The interfaces of the machine on which there are neighbours, and who is one. */
record Neighbours(List<NetworkInterface> interfaces) {
  Neighbours {
    interfaces = List.copyOf(interfaces);
  }

  /**
   * The interfaces that are up, speak multicast and have an address of IPv4.
   *
   * @param names those wanted; all but loopback if it is empty
   */
  static Neighbours of(List<String> names) throws SocketException {
    List<NetworkInterface> found = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      boolean named = names.isEmpty() ? !each.isLoopback() : names.contains(each.getName());
      boolean usable =
          each.isUp()
              && each.supportsMulticast()
              && each.inetAddresses().anyMatch(Inet4Address.class::isInstance);
      if (named && usable) {
        found.add(each);
      }
    }
    return new Neighbours(found);
  }

  /** Whether the address is of a network that this machine is part of: RFC 6762, section 11. */
  boolean has(InetAddress address) {
    return interfaces.stream()
        .flatMap(each -> each.getInterfaceAddresses().stream())
        .anyMatch(each -> sameNetwork(each, address));
  }

  private static boolean sameNetwork(InterfaceAddress own, InetAddress other) {
    byte[] a = own.getAddress().getAddress();
    byte[] b = other.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int bit = 0; bit < own.getNetworkPrefixLength(); bit++) {
      int mask = 0x80 >> bit % 8;
      if (((a[bit / 8] ^ b[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
