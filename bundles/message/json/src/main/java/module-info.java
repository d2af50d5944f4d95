// SPDX-License-Identifier: Apache-2.0
/** The JSON forms of the protocol: a pure core, the codec json, and the schemas as a command. */
module org.chaoschain.message.json {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.proto;
  requires transitive org.chaoschain.message.envelope;
  requires com.google.gson;
  requires org.slf4j;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.message.json.core;
}
