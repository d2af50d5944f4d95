// SPDX-License-Identifier: Apache-2.0
/**
 * The SPI of the P2P layer: transports, secure channels, muxers, stream protocols, discovery,
 * pub/sub.
 */
module org.chaoschain.p2p.api {
  requires transitive org.chaoschain.api;
  requires transitive io.netty.buffer;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.p2p.api.agents;
  exports org.chaoschain.p2p.api.channel;
  exports org.chaoschain.p2p.api.discovery;
  exports org.chaoschain.p2p.api.host;
  exports org.chaoschain.p2p.api.multiaddr;
  exports org.chaoschain.p2p.api.muxer;
  exports org.chaoschain.p2p.api.peer;
  exports org.chaoschain.p2p.api.pubsub;
  exports org.chaoschain.p2p.api.reputation;
  exports org.chaoschain.p2p.api.resource;
  exports org.chaoschain.p2p.api.security;
  exports org.chaoschain.p2p.api.stream;
  exports org.chaoschain.p2p.api.transport;
}
