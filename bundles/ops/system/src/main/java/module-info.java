// SPDX-License-Identifier: Apache-2.0
/** Clock, threads, randomness, meters and events of a node, as services and as plain classes. */
module org.chaoschain.ops.system {
  requires transitive org.chaoschain.api;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.ops.system;
}
