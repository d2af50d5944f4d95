// SPDX-License-Identifier: Apache-2.0
/** Signatures of plugins: what a publisher says of a file, and what it has revoked. */
module org.chaoschain.extension.signing {
  requires transitive org.chaoschain.api;
  requires transitive org.chaoschain.p2p.identity;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports org.chaoschain.extension.signing.core;
  exports org.chaoschain.extension.signing.file;
}
