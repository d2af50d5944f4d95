// SPDX-License-Identifier: Apache-2.0
/** The embedded key-value store: what a node keeps, durable against a kill at any moment. */
module org.chaoschain.ops.store {
  requires transitive org.chaoschain.api;
  requires com.h2database.mvstore;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.framework;
  requires static org.osgi.service.component;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.ops.store.core;
}
