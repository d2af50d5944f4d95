// SPDX-License-Identifier: Apache-2.0
/** The message type {@code agent}: what agents say to each other. */
module org.chaoschain.agent.communication {
  requires transitive org.chaoschain.api;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.communication.core;
}
