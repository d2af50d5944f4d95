// SPDX-License-Identifier: Apache-2.0
/** Authentication of agents that keep their own key: handshake, stream protocol, sessions. */
module org.chaoschain.agent.auth {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.message.envelope;
  requires io.netty.buffer;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.auth.core;
}
