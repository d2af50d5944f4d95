// SPDX-License-Identifier: Apache-2.0
/** For plugin authors: a network of whole nodes in one test, and a contract for what they write. */
module org.chaoschain.testkit.plugin {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.testkit;
  requires transitive org.chaoschain.testkit.p2p;
  requires transitive org.junit.jupiter.api;
  requires org.chaoschain.agent.communication;
  requires org.chaoschain.agent.local;
  requires org.chaoschain.agent.meme;
  requires org.chaoschain.message.delivery;
  requires org.chaoschain.message.envelope;
  requires com.google.gson;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.testkit.plugin;
  exports org.chaoschain.testkit.plugin.contract;
}
