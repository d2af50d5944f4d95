// SPDX-License-Identifier: Apache-2.0
/** The libp2p ping protocol. */
module org.chaoschain.p2p.ping {
  requires transitive org.chaoschain.p2p.api;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.ping.core;
}
