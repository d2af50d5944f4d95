// SPDX-License-Identifier: Apache-2.0
/** libp2p's floodsub: every message goes to every subscriber. */
module org.chaoschain.p2p.floodsub {
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.p2p.pubsub;
  requires org.chaoschain.proto;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.floodsub.core;
}
