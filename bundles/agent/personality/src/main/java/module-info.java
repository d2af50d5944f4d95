// SPDX-License-Identifier: Apache-2.0
/** Agents with a temperament of their own, without a model. */
module org.chaoschain.agent.personality {
  requires transitive org.chaoschain.api;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.personality.core;
}
