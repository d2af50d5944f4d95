// SPDX-License-Identifier: Apache-2.0
/** The libp2p perf protocol. */
module org.chaoschain.p2p.perf {
  requires transitive org.chaoschain.p2p.api;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.perf.core;
}
