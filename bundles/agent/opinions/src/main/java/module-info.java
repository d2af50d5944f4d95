// SPDX-License-Identifier: Apache-2.0
/** Asks agents for opinions within a deadline. */
module org.chaoschain.agent.opinions {
  requires transitive org.chaoschain.api;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
}
