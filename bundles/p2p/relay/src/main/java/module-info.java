// SPDX-License-Identifier: Apache-2.0
/** Hands on what others publish. */
module org.chaoschain.p2p.relay {
  requires org.chaoschain.p2p.api;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
}
