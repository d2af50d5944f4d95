// SPDX-License-Identifier: Apache-2.0
/** multistream-select 1.0.0: agreeing on a protocol. */
module org.chaoschain.p2p.multistream {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive io.netty.buffer;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.p2p.multistream.core;
}
