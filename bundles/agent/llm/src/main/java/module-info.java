// SPDX-License-Identifier: Apache-2.0
/** Agents that ask a language model over an OpenAI-compatible interface. */
module org.chaoschain.agent.llm {
  requires transitive org.chaoschain.api;
  requires org.chaoschain.message.json;
  requires java.net.http;
  requires org.slf4j;
  requires static org.osgi.framework;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.service.metatype.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.llm.core;
}
