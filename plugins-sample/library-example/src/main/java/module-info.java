// SPDX-License-Identifier: Apache-2.0
/** Peers without OSGi: the P2P bundles are modules, and are used as such. */
module org.example.library {
  requires io.netty.buffer;
  requires org.chaoschain.ops.system;
  requires org.chaoschain.p2p.host;
  requires org.chaoschain.p2p.identity;
  requires org.chaoschain.p2p.ping;
  requires org.chaoschain.transport.noise;
  requires org.chaoschain.transport.tcp;
  requires org.chaoschain.transport.yamux;

  exports org.example.library;
}
