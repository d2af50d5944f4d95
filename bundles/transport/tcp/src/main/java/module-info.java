// SPDX-License-Identifier: Apache-2.0
/** The TCP transport, usable with and without OSGi. */
module org.chaoschain.transport.tcp {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires io.netty.buffer;
  requires io.netty.transport;
  requires io.netty.common;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.transport.tcp;
}
