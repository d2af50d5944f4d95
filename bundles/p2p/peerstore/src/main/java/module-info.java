// SPDX-License-Identifier: Apache-2.0
/** Keeps what is known of peers over restarts, and finds those again that were connected. */
module org.chaoschain.p2p.peerstore {
  requires transitive org.chaoschain.p2p.api;
  requires com.h2database.mvstore;
  requires org.chaoschain.p2p.identity;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.peerstore.core;
}
