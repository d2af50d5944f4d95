// SPDX-License-Identifier: Apache-2.0
/** Simulated time and network, and a contract suite for each extension point. */
module org.chaoschain.testkit {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.transport.memory;
  requires transitive io.netty.buffer;
  requires transitive org.junit.jupiter.api;
  requires io.netty.common;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.testkit.contract;
  exports org.chaoschain.testkit.leak;
  exports org.chaoschain.testkit.sim;
}
