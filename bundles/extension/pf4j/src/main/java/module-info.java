// SPDX-License-Identifier: Apache-2.0
/** Runs PF4J plugins, each carried by a bundle. */
module org.chaoschain.extension.pf4j {
  requires transitive org.chaoschain.api;
  requires org.slf4j;
  requires static com.github.zafarkhaja.semver;
  requires static pf4j;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires static org.osgi.framework;
  requires static org.osgi.resource;
  requires static org.osgi.service.component.annotations;

  exports org.chaoschain.extension.pf4j.carrier;
}
