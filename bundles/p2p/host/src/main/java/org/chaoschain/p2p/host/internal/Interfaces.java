// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network interfaces of this machine. */
final class Interfaces {
  private static final Logger LOG = LoggerFactory.getLogger(Interfaces.class);

  private Interfaces() {}

  /** The addresses of the interfaces that are up, without link-local ones. */
  static List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(Interfaces::up)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .toList();
    } catch (SocketException e) {
      LOG.warn(
          "The network interfaces cannot be listed, nothing is announced for them: {}",
          e.getMessage());
      return List.of();
    }
  }

  private static boolean up(NetworkInterface networkInterface) {
    try {
      return networkInterface.isUp();
    } catch (SocketException e) {
      LOG.debug("{} cannot be asked whether it is up", networkInterface, e);
      return false;
    }
  }
}
