// SPDX-License-Identifier: Apache-2.0
/** libp2p's identify and identify/push. */
module org.chaoschain.p2p.identify {
  requires transitive org.chaoschain.p2p.api;
  requires org.chaoschain.p2p.identity;
  requires org.chaoschain.proto;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.identify.core;
}
