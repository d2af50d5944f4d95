// SPDX-License-Identifier: Apache-2.0
/** Keeps connections: which stay, which are made anew, which are ended, and whether they live. */
module org.chaoschain.p2p.connections {
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.p2p.bootstrap;
  requires transitive org.chaoschain.p2p.ping;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.connections.core;
}
