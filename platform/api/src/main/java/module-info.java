// SPDX-License-Identifier: Apache-2.0
/** All that a plugin author compiles against: JDK types only. */
module org.chaoschain.api {
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.api.agent;
  exports org.chaoschain.api.bytes;
  exports org.chaoschain.api.config;
  exports org.chaoschain.api.control;
  exports org.chaoschain.api.event;
  exports org.chaoschain.api.isolation;
  exports org.chaoschain.api.message;
  exports org.chaoschain.api.metrics;
  exports org.chaoschain.api.node;
  exports org.chaoschain.api.plugin;
  exports org.chaoschain.api.random;
  exports org.chaoschain.api.store;
  exports org.chaoschain.api.time;
}
