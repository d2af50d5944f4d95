// SPDX-License-Identifier: Apache-2.0
/** The signed envelope: a pure core, and the protobuf codec. */
module org.chaoschain.message.envelope {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.proto;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.message.envelope;
  exports org.chaoschain.message.envelope.core;
}
