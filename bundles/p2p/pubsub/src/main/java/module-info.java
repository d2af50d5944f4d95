// SPDX-License-Identifier: Apache-2.0
/** The streams of publish and subscribe, whatever the protocol. */
module org.chaoschain.p2p.pubsub {
  requires transitive org.chaoschain.p2p.api;
  requires org.chaoschain.message.flow;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.p2p.pubsub.core;
}
