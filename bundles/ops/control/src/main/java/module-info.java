// SPDX-License-Identifier: Apache-2.0
/** The control channel: JSON lines over a Unix domain socket that only the node's user can open. */
module org.chaoschain.ops.control {
  requires transitive org.chaoschain.api;
  requires com.google.gson;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
}
