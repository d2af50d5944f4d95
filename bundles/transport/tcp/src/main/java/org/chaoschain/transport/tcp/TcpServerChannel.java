// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** A server socket that tells when its port is free. */
final class TcpServerChannel extends NioServerSocketChannel {
  TcpServerChannel(SocketProtocolFamily family) {
    super(SelectorProvider.provider(), family);
  }

  /**
   * Whether another socket can have the address. That is later than the close: the descriptor is
   * kept until the selector that knows it selects the next time. For the event loop.
   */
  boolean released() {
    return !javaChannel().isOpen() && !javaChannel().isRegistered();
  }
}
