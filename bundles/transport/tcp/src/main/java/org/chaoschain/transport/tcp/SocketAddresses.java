// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/** Turns {@code /ip4/…/tcp/…} and {@code /ip6/…/tcp/…} into socket addresses and back. */
final class SocketAddresses {
  private SocketAddresses() {}

  static boolean supported(Multiaddr address) {
    List<Component> components = address.withoutPeer().components();
    if (components.size() != 2 || components.get(1).protocol() != Protocol.TCP) {
      return false;
    }
    Protocol first = components.get(0).protocol();
    return first == Protocol.IP4 || first == Protocol.IP6;
  }

  /** Never asks a name server: the address holds numbers. */
  static InetSocketAddress toSocket(Multiaddr address) {
    List<Component> components = address.components();
    try {
      InetAddress host = InetAddress.getByAddress(components.get(0).data().toArray());
      return new InetSocketAddress(host, Integer.parseInt(components.get(1).value()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " holds no IP address", e);
    }
  }

  /** By bytes and not by text: each connection that comes in has two of them made. */
  static Multiaddr toMultiaddr(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    ByteBuffer encoded = ByteBuffer.allocate(host.length + 4);
    encoded.put((byte) (host.length == 4 ? Protocol.IP4 : Protocol.IP6).code()).put(host);
    encoded.put((byte) Protocol.TCP.code()).putShort((short) address.getPort());
    return Multiaddr.decode(Bytes.wrap(encoded.array()));
  }
}
