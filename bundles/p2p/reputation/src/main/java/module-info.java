// SPDX-License-Identifier: Apache-2.0
/** One score for each peer, bans, and detectors of attacks. */
module org.chaoschain.p2p.reputation {
  requires transitive org.chaoschain.p2p.api;
  requires com.google.gson;
  requires com.h2database.mvstore;
  requires org.slf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;

  exports org.chaoschain.p2p.reputation.core;
}
