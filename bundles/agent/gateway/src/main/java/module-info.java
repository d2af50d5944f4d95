// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP gateway for agents in any language. It runs in OSGi alone: the jar with Jetty, which its
 * internal package uses, can be no module, so the build adds the edge to it.
 */
module org.chaoschain.agent.gateway {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.message.json;
  requires org.chaoschain.message.delivery;
  requires org.chaoschain.message.envelope;
  requires jakarta.servlet;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.cm;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.gateway.core;
}
