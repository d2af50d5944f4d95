// SPDX-License-Identifier: Apache-2.0
/** libp2p's GossipSub: messages in a mesh, gossip beside it, and scores of peers. */
module org.chaoschain.p2p.gossipsub {
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.p2p.pubsub;
  requires org.chaoschain.p2p.identity;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.gossipsub.core;
}
