// SPDX-License-Identifier: Apache-2.0
/** Delivery of messages: pure rules, the classes that run them, and the node's components. */
module org.chaoschain.message.delivery {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.api;
  requires org.chaoschain.proto;
  requires org.chaoschain.message.envelope;
  requires transitive org.chaoschain.message.flow;
  requires io.netty.buffer;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.message.delivery;
  exports org.chaoschain.message.delivery.core;
  exports org.chaoschain.message.delivery.durable.core;
}
