// SPDX-License-Identifier: Apache-2.0
/** Who is next when there is more to do than can be done, and how much anybody may bring. */
module org.chaoschain.message.flow {
  requires transitive org.chaoschain.api;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.message.flow.core;
}
