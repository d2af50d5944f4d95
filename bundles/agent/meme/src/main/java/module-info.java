// SPDX-License-Identifier: Apache-2.0
/** The message type {@code meme}. */
module org.chaoschain.agent.meme {
  requires transitive org.chaoschain.api;
  requires static org.osgi.service.component.annotations;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.agent.meme.core;
}
