// SPDX-License-Identifier: Apache-2.0
/** The libp2p host: listens, dials, upgrades, and offers the protocols that are registered. */
module org.chaoschain.p2p.host {
  requires transitive org.chaoschain.p2p.api;
  requires org.chaoschain.p2p.multistream;
  requires java.naming;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.host.core;
  exports org.chaoschain.p2p.host.core.gate;
  exports org.chaoschain.p2p.host.core.resource;
}
