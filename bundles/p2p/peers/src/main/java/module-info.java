// SPDX-License-Identifier: Apache-2.0
/** The peer list: who is there, and which agents they host. */
module org.chaoschain.p2p.peers {
  requires transitive org.chaoschain.p2p.api;
  requires org.chaoschain.p2p.identity;
  requires org.chaoschain.proto;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.peers.core;
}
