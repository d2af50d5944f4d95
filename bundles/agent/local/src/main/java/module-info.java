// SPDX-License-Identifier: Apache-2.0
/** Hosts the agents of this node: keys, mailboxes, hosting records. */
module org.chaoschain.agent.local {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires transitive org.chaoschain.message.delivery;
  requires org.chaoschain.p2p.identity;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.local;
}
