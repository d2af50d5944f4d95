// SPDX-License-Identifier: Apache-2.0
/** What agents have agreed on, and whether they kept it. */
module org.chaoschain.agent.registry {
  requires transitive org.chaoschain.api;
  requires org.chaoschain.message.delivery;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.registry.core;
}
