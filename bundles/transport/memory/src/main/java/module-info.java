// SPDX-License-Identifier: Apache-2.0
/** A transport inside one process, for tests and simulations. */
module org.chaoschain.transport.memory {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive io.netty.buffer;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.transport.memory.core;
}
