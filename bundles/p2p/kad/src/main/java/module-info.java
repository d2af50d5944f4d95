// SPDX-License-Identifier: Apache-2.0
/** Kademlia: peers, values and providers found through peers that this node never met. */
module org.chaoschain.p2p.kad {
  requires transitive org.chaoschain.p2p.api;
  requires com.google.protobuf;
  requires org.chaoschain.p2p.bootstrap;
  requires org.chaoschain.p2p.identity;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.kad.core;
  exports org.chaoschain.p2p.kad.core.dht;
}
