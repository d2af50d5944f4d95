// SPDX-License-Identifier: Apache-2.0
/** Finds peers on the local network by multicast DNS. */
module org.chaoschain.p2p.mdns {
  requires transitive org.chaoschain.p2p.api;
  requires io.netty.buffer;
  requires io.netty.codec.dns;
  requires io.netty.common;
  requires io.netty.transport;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.mdns.core;
}
