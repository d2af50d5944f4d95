// SPDX-License-Identifier: Apache-2.0
/**
 * Agents that connect from outside and keep their own key. The WebSocket runs in OSGi alone: the
 * jar with Jetty, which the internal package uses, can be no module, so the build adds the edge to
 * it.
 */
module org.chaoschain.agent.remote {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.agent.auth;
  requires transitive org.chaoschain.message.json;
  requires transitive org.chaoschain.p2p.identity;
  requires org.chaoschain.message.delivery;
  requires org.chaoschain.message.envelope;
  requires jakarta.servlet;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.remote.core;
}
