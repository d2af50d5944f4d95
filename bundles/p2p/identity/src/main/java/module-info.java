// SPDX-License-Identifier: Apache-2.0
/** Keys, signatures, signed records, and the identity of this node. */
module org.chaoschain.p2p.identity {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.p2p.identity.core;
  exports org.chaoschain.p2p.identity.file;
}
