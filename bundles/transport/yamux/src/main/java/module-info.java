// SPDX-License-Identifier: Apache-2.0
/** The Yamux stream muxer. */
module org.chaoschain.transport.yamux {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive io.netty.buffer;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.transport.yamux.core;
}
