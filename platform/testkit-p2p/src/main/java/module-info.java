// SPDX-License-Identifier: Apache-2.0
/** The P2P layer assembled without a framework, from the classes that the node ships. */
module org.chaoschain.testkit.p2p {
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.p2p.bootstrap;
  requires transitive org.chaoschain.p2p.gossipsub;
  requires transitive org.chaoschain.p2p.host;
  requires transitive org.chaoschain.p2p.identify;
  requires transitive org.chaoschain.p2p.identity;
  requires transitive org.chaoschain.p2p.kad;
  requires transitive org.chaoschain.p2p.peers;
  requires transitive org.chaoschain.p2p.ping;
  requires transitive org.chaoschain.testkit;
  requires org.chaoschain.transport.noise;
  requires org.chaoschain.transport.yamux;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.testkit.p2p;
}
