// SPDX-License-Identifier: Apache-2.0
/** The secure channel noise-libp2p. */
module org.chaoschain.transport.noise {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive io.netty.buffer;
  requires org.chaoschain.p2p.identity;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.transport.noise.core;
}
